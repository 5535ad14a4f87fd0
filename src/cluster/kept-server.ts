import { setTimeout as delay } from "node:timers/promises";
import { type NatsServer, startNatsServer } from "../bus/server.ts";
import type { Logger } from "../runtime/logger.ts";
import { Backoff } from "./backoff.ts";

/** A `nats-server` that is started again where it was, with what it had stored, whenever it dies. */
export class KeptServer {
  readonly #closing = new AbortController();
  readonly #backoff = new Backoff();
  readonly #log: Logger;
  #server: NatsServer;
  readonly #keeping: Promise<void>;

  private constructor(server: NatsServer, log: Logger) {
    this.#server = server;
    this.#log = log;
    this.#keeping = this.#keep();
  }

  static async start(log: Logger): Promise<KeptServer> {
    return new KeptServer(await startNatsServer({ jetstream: true }), log);
  }

  get url(): string {
    return this.#server.url;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#server.close();
    // Another may have been about to start.
    await this.#keeping;
    await this.#server.close();
  }

  async #keep(): Promise<void> {
    const { signal } = this.#closing;
    for (let born = performance.now(); ; born = performance.now()) {
      await this.#server.exited;
      const pause = this.#backoff.next(performance.now() - born);
      if (!signal.aborted) this.#log({ level: "warn", msg: "nats-server died and is started again" });
      await delay(pause, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      try {
        this.#server = await this.#server.revive();
      } catch (error) {
        const msg = error instanceof Error ? error.message : String(error);
        this.#log({ level: "error", msg });
      }
      if (signal.aborted) return;
    }
  }
}
