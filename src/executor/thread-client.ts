import type { Bus } from "../bus/bus.ts";
import type { Client } from "../client/client.ts";
import type { Surroundings } from "../client/surroundings.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { ThreadData } from "./words.ts";

/** The one client of a thread. Loading it takes longer than starting a thread, so only what needs it waits. */
export class ThreadClient {
  readonly #data: ThreadData;
  readonly #surroundings: Surroundings;
  #client: Client | null = null;
  #opening: Promise<void> | null = null;

  constructor(data: ThreadData, surroundings: Surroundings) {
    this.#data = data;
    this.#surroundings = surroundings;
  }

  get isOpen(): boolean {
    return this.#client !== null;
  }

  /** Makes the client, once; rejects with `ConnectionError` when the process's bus is gone. */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  get client(): Client {
    if (this.#client !== null) return this.#client;
    throw new TroupeError(
      "There is no client yet: only code that names getClient or import gets one. Name it there.",
    );
  }

  async #open(): Promise<void> {
    const [{ connectPort }, { Client }] = await Promise.all([
      import("../bus/port.ts"),
      import("../client/client.ts"),
    ]);
    const bus: Bus = await connectPort(this.#data.bus);
    const { cluster, client: address } = this.#data;
    this.#client = Client.over({ bus, cluster, address, surroundings: this.#surroundings });
  }
}
