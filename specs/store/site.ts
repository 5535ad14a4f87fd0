import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { jetstreamManager, type StreamAPI } from "@nats-io/jetstream";
import { connectNats } from "../../src/bus/nats.ts";
import type { NatsBus } from "../../src/bus/nats-bus.ts";
import { type NatsServer, type NatsServerOptions, startNatsServer } from "../../src/bus/server.ts";
import { openJetStream } from "../../src/store/jetstream.ts";
import type { Log } from "../../src/store/log.ts";
import type { Store } from "../../src/store/store.ts";
import type { Archive } from "./contract.ts";

const start = (storeDir: string, options: NatsServerOptions) =>
  startNatsServer({ jetstream: true, storeDir, ...options });

/** A connection to the server at `url`, and the store of a cluster there. */
export async function join(url: string): Promise<{ bus: NatsBus; store: Store }> {
  const bus = await connectNats({ servers: url });
  const store = await openJetStream(bus, "here");
  if (store === undefined) throw new Error("There is no JetStream.");
  return { bus, store };
}

/** A server with its data in a folder of this spec's, so that another can go on from there. */
export class Site implements Archive {
  readonly #folder: string;
  #server: NatsServer;
  readonly #bus: NatsBus;
  readonly #store: Store;

  private constructor(folder: string, server: NatsServer, bus: NatsBus, store: Store) {
    this.#folder = folder;
    this.#server = server;
    this.#bus = bus;
    this.#store = store;
  }

  static async build(settings = ""): Promise<Site> {
    const folder = mkdtempSync(path.join(tmpdir(), "troupe-spec-"));
    const config = path.join(folder, "nats.conf");
    writeFileSync(config, settings);
    const server = await start(folder, settings === "" ? {} : { config });
    const { bus, store } = await join(server.url);
    return new Site(folder, server, bus, store);
  }

  get url(): string {
    return this.#server.url;
  }

  open(): Log {
    return this.#store.openLog();
  }

  /** Kills the server as a crash does, and starts another one on what it left. */
  async crash(): Promise<void> {
    process.kill(this.#server.pid, "SIGKILL");
    await this.#server.exited;
    this.#server = await start(this.#folder, { port: Number(new URL(this.url).port) });
  }

  async streams(): Promise<StreamAPI> {
    return (await jetstreamManager(this.#bus.connection)).streams;
  }

  async close(): Promise<void> {
    await this.#bus.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true });
  }
}
