import { setTimeout as pause } from "node:timers/promises";
import type { Client, Future } from "troupe";
import { connectTo, endPeer, startPeer } from "./peer.ts";
import { offer, pull, SIZE } from "./raw-parts.ts";

/** Ms between two looks at who has a value. */
const LOOK_MS = 2;
/** Bytes of one of many values. */
const PIECE = 1 << 20;

/** Bytes moved between this process and another one in parts, over bare NATS. */
export class RawData {
  readonly #measure: (size: number, direction: "in" | "out") => Promise<number>;
  readonly close: () => Promise<void>;

  private constructor(measure: RawData["measure"], close: () => Promise<void>) {
    this.#measure = measure;
    this.close = close;
  }

  static async start(url: string): Promise<RawData> {
    const peer = await startPeer(new URL("./raw-data.ts", import.meta.url), url);
    const connection = await connectTo(url);
    offer(connection, "bench.client", new Uint8Array(SIZE).fill(1));
    const measure = async (size: number, direction: "in" | "out") => {
      const start = performance.now();
      if (direction === "in") await pull(connection, "bench.peer", size);
      else await connection.request("bench.pull", JSON.stringify(size), { timeout: 60_000 });
      return performance.now() - start;
    };
    return new RawData(measure, async () => {
      await connection.close();
      await endPeer(peer);
    });
  }

  /** Ms for `size` bytes, at most 256 MB, one way. */
  measure(size: number, direction: "in" | "out"): Promise<number> {
    return this.#measure(size, direction);
  }
}

/** Ms until a value of `size` bytes that one worker has is with another one too. */
export async function workerToWorker(client: Client, size: number, round: number): Promise<number> {
  const [from, to] = client.workers().map(({ name }) => name);
  if (from === undefined || to === undefined) throw new Error("There are no two workers.");
  const value = new Uint8Array(size).fill(round);
  const first = client.scatter(value, { workers: [from] });
  await arrival(client, first, from);
  const second = client.scatter(value, { workers: [to] });
  const start = performance.now();
  await arrival(client, second, to);
  const ms = performance.now() - start;
  first.release();
  second.release();
  return ms;
}

/** Ms to scatter `size` bytes in pieces of 1 MB, and to gather them again. */
export async function scatterAndGather(client: Client, size: number, round: number): Promise<number> {
  const pieces = Array.from({ length: size / PIECE }, (_, i) => new Uint8Array(PIECE).fill(i + round));
  const start = performance.now();
  const futures = client.scatter(pieces, { hash: false });
  const values = await client.gather(futures);
  const ms = performance.now() - start;
  if (values.length !== pieces.length) throw new Error("Something is missing.");
  for (const future of futures) future.release();
  return ms;
}

async function arrival(client: Client, future: Future<unknown>, worker: string): Promise<void> {
  while ((await client.whoHas(future)).get(future.key)?.includes(worker) !== true) await pause(LOOK_MS);
}
