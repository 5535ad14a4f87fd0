import type { Bus } from "../bus/bus.ts";
import type { Client } from "../client/client.ts";
import type { Surroundings } from "../client/session/surroundings.ts";
import type { ClientStatus } from "../client/status.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { ThreadData } from "./words.ts";

/** The one client of a thread. Loading it takes longer than starting a thread, so only what needs it waits. */
export class ThreadClient {
  readonly #connect: () => Promise<Client>;
  #client: Client | null = null;
  #opening: Promise<void> | null = null;

  /** `connect` is called once, by the first who needs it. */
  constructor(connect: () => Promise<Client>) {
    this.#connect = connect;
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
    this.#client = await this.#connect();
  }
}

/** A client over the bus of the process that a thread belongs to, which knows its cluster. */
export async function connectClient(data: ThreadData, surroundings: Surroundings): Promise<Client> {
  const [{ connectPort }, { Client }] = await Promise.all([
    import("../bus/port.ts"),
    import("../client/client.ts"),
  ]);
  const bus: Bus = await connectPort(data.bus);
  const { cluster, client: address } = data;
  const client = Client.over({ bus, cluster, address, surroundings });
  await acquainted(client);
  return client;
}

/**
 * Resolves when the scheduler has said which workers there are, this one among them; or when it is silent, for what
 * runs goes on without it.
 */
export async function acquainted({ status$ }: Client): Promise<void> {
  let end = (): void => {};
  await new Promise<void>((resolve) => {
    const next = ({ workers, scheduler }: ClientStatus): void => {
      if (workers > 0 || scheduler === "silent") resolve();
    };
    const subscription = status$.subscribe({ next, complete: resolve });
    end = () => subscription.unsubscribe();
  });
  end();
}
