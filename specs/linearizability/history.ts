import type { Operation } from "./operation.ts";

interface Open<Request> {
  readonly client: string;
  readonly object: string;
  readonly request: Request;
  readonly called: number;
  arrived: number;
}

/** Records what clients ask and hear, in the order in which it happens. */
export class History<Request, Reply> {
  readonly #done: Operation<Request, Reply>[] = [];
  readonly #open = new Set<Open<Request>>();
  #time = 0;

  /** Asks something of an object, and gives back what to call with the reply. */
  call(client: string, object: string, request: Request): (reply: Reply) => void {
    const open: Open<Request> = { client, object, request, called: this.#time++, arrived: Infinity };
    this.#open.add(open);
    return (reply) => {
      if (!this.#open.delete(open)) return;
      const returned = this.#time++;
      this.#arrive(open, returned);
      const arrived = Math.min(open.arrived, returned);
      const { called } = open;
      this.#done.push({ client, object, request, called, reply, returned, arrived });
    };
  }

  /** Nobody will know what comes of all that a client has asked and not heard of. */
  lose(client: string): void {
    for (const open of this.#open) {
      if (open.client !== client) continue;
      this.#open.delete(open);
      this.#done.push({ ...open, reply: null, returned: Infinity });
    }
  }

  /** What is not answered yet is there as well, as if its client were lost now. */
  get operations(): readonly Operation<Request, Reply>[] {
    const open = [...this.#open].map((operation) => ({ ...operation, reply: null, returned: Infinity }));
    return [...this.#done, ...open];
  }

  /** What a client says arrives in order: with an answer to it, all that the client asked before it has arrived. */
  #arrive({ client, called }: Open<Request>, now: number): void {
    for (const open of this.#open)
      if (open.client === client && open.called < called) open.arrived = Math.min(open.arrived, now);
  }
}
