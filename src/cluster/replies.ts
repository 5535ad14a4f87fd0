import type { Reply } from "../protocol/coordination.ts";
import type { CoordinatorSeams } from "./coordinator-seams.ts";
import type { Guests } from "./guests.ts";

/** Items that were given and have not reached who asked for them: the use, and the name of the queue. */
export type Lost = readonly [number: number, queue: string];

/** What they need to be said. */
export interface RepliesSeams extends Pick<CoordinatorSeams, "reply" | "unheard"> {
  /** Calls `say` when all is stored that has happened so far. */
  whenStored(say: () => void): void;
}

/** How uses came out: said once that is stored. Items are followed until they are known to have arrived. */
export class Replies {
  readonly #seams: RepliesSeams;
  readonly #guests: Guests;

  constructor(seams: RepliesSeams, guests: Guests) {
    this.#seams = seams;
    this.#guests = guests;
  }

  /** `giver` is the name of the primitive. */
  say(to: string, number: number, reply: Reply, giver: string): void {
    if (reply[0] === "items") this.#give(to, number, reply, giver);
    else this.#seams.whenStored(() => this.#seams.reply(to, number, reply));
  }

  /** What was given to a client and has not reached it, or is not known to, the oldest first. */
  lost(client: string): readonly Lost[] {
    const deliveries = this.#guests.find(client)?.deliveries;
    if (deliveries === undefined || deliveries.size === 0) return [];
    const messages = this.#seams.unheard(client);
    const unheard = new Set(messages.map(([word, number]) => (word === "used" ? number : null)));
    return Array.from(deliveries).flatMap(([number, { queue, said }]): Lost[] =>
      said && !unheard.has(number) ? [] : [[number, queue]],
    );
  }

  #give(to: string, number: number, reply: Reply, queue: string): void {
    const delivery = { queue, said: false };
    this.#guests.find(to)?.deliveries.set(number, delivery);
    this.#seams.whenStored(() => {
      delivery.said = true;
      this.#seams.reply(to, number, reply);
    });
  }
}
