import type { Operation } from "./operation.ts";

interface Open<Request> {
  readonly client: string;
  readonly object: string;
  readonly request: Request;
  readonly called: number;
  arrived: number;
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

/**
 * Where it is said that a client asks something of an object; what is given back is called with the reply, or
 * with null where the client is told that nobody knows what came of it.
 */
export interface Recording<Request, Reply> {
  call(client: string, object: string, request: Request): (reply: Reply | null) => void;
}

/** Records what clients ask and hear, in the order in which it happens. */
export class History<Request, Reply> implements Recording<Request, Reply> {
  readonly #done: Operation<Request, Reply>[] = [];
  readonly #open = new Set<Open<Request>>();
  /** Clients that may lose their places in line, and come anew. */
  readonly #strays = new Set<string>();
  readonly #now: () => number;

  /** `now` grows from call to call. */
  constructor(now = counter()) {
    this.#now = now;
  }

  call(
    client: string,
    object: string,
    request: Request,
    called = this.#now(),
  ): (reply: Reply | null, at?: number) => void {
    const open: Open<Request> = { client, object, request, called, arrived: Infinity };
    this.#open.add(open);
    return (reply, returned = this.#now()) => {
      if (!this.#open.delete(open)) return;
      if (reply === null) return void this.#done.push({ ...open, reply, returned: Infinity });
      this.#arrive(open, returned);
      const arrived = Math.min(open.arrived, returned);
      this.#done.push({ client, object, request, called, reply, returned, arrived });
    };
  }

  /** Says something of which nobody will know what comes of it. */
  mention(client: string, object: string, request: Request): void {
    const called = this.#now();
    this.#done.push({ client, object, request, called, reply: null, returned: Infinity, arrived: Infinity });
  }

  /** A client may lose its place wherever it waits, from now on. */
  stray(client: string): void {
    this.#strays.add(client);
    for (const open of this.#open) if (open.client === client) open.arrived = Infinity;
  }

  /** What is not answered yet, of one client or of all, may have taken effect, and is asked again. */
  doubt(client: string | null = null): void {
    for (const open of this.#open) {
      if (client === null || open.client === client)
        this.#done.push({ ...open, reply: null, returned: Infinity });
    }
  }

  /** Nobody will know what comes of all that a client has asked and not heard of. */
  lose(client: string): void {
    for (const open of this.#open) {
      if (open.client !== client) continue;
      this.#open.delete(open);
      this.#done.push({ ...open, reply: null, returned: Infinity });
    }
  }

  /** Objects that somebody has used. */
  get objects(): ReadonlySet<string> {
    return new Set(this.operations.map(({ object }) => object));
  }

  /** What is not answered yet is there as well, as if its client were lost now. */
  get operations(): readonly Operation<Request, Reply>[] {
    const open = [...this.#open].map((operation) => ({ ...operation, reply: null, returned: Infinity }));
    return [...this.#done, ...open];
  }

  /** What a client says arrives in order: with an answer to it, all that the client asked before it has arrived. */
  #arrive({ client, called }: Open<Request>, now: number): void {
    if (this.#strays.has(client)) return;
    for (const open of this.#open)
      if (open.client === client && open.called < called) open.arrived = Math.min(open.arrived, now);
  }
}
