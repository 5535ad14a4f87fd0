import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { NatsConnection } from "nats";
import { connectTo, endPeer, startPeer } from "./peer.ts";
import { Outbox } from "./pipeline-outbox.ts";
import { type DoneRow, receive, type TaskRow } from "./pipeline-rows.ts";

const ARGS = new Uint8Array([0x91, 0x01]);

/** Four processes that pass rows around: client → scheduler → two workers → scheduler → client, and nothing else. */
export class Pipeline {
  readonly #connection: NatsConnection;
  readonly #peers: readonly ChildProcess[];
  readonly #scheduler: Outbox<TaskRow>;
  readonly #pending = new Set<string>();
  #emptied = () => {};

  private constructor(connection: NatsConnection, peers: readonly ChildProcess[]) {
    this.#connection = connection;
    this.#peers = peers;
    this.#scheduler = new Outbox(connection, "bench.scheduler.submit");
    receive<DoneRow>(connection, "bench.client", (rows) => {
      for (const [key] of rows) this.#pending.delete(key);
      if (this.#pending.size === 0) this.#emptied();
    });
  }

  static async start(url: string): Promise<Pipeline> {
    const peers = await Promise.all([
      startPeer(new URL("./pipeline-scheduler.ts", import.meta.url), url),
      startPeer(new URL("./pipeline-worker.ts", import.meta.url), url, "0"),
      startPeer(new URL("./pipeline-worker.ts", import.meta.url), url, "1"),
    ]);
    return new Pipeline(await connectTo(url), peers);
  }

  /** Tasks per second when `count` of them are submitted at once. */
  async measure(count: number): Promise<number> {
    const prefix = `noop-${randomBytes(12).toString("hex")}`;
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const key = `${prefix}${i.toString(16).padStart(8, "0")}`;
      this.#pending.add(key);
      this.#scheduler.send([key, "noop", ARGS, [], 0, 1]);
    }
    await emptied;
    return (count / (performance.now() - start)) * 1000;
  }

  /** Rows per second when each of `count` is sent after the one before has come back. */
  async measureChain(count: number): Promise<number> {
    const start = performance.now();
    for (let i = 0; i < count; i++) await this.measure(1);
    return (count / (performance.now() - start)) * 1000;
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await Promise.all(this.#peers.map(endPeer));
  }
}
