import type { Bus, Subscription } from "../../bus/bus.ts";
import type { Payload } from "../../protocol/messages.ts";
import { serveData } from "../../runtime/transfer.ts";
import type { Entry } from "./entry.ts";

interface Offer {
  readonly number: number;
  readonly bytes: Payload;
}

/** What a client scatters, handed out to the workers that ask for it until the scheduler says that it is taken. */
export class Offers {
  readonly #bus: Bus;
  readonly #cluster: string;
  readonly #address: string;
  readonly #offers = new Map<string, Offer>();
  readonly #entries = new Map<number, Entry>();
  #subscription: Subscription | null = null;
  #last = 0;

  constructor(bus: Bus, cluster: string, address: string) {
    this.#bus = bus;
    this.#cluster = cluster;
    this.#address = address;
  }

  /** Hands out the bytes of an entry from now on; gives the number of the offer. */
  make(entry: Entry, bytes: Payload): number {
    this.#subscription ??= serveData(this.#bus, this.#cluster, this.#address, (wanted, offset, length) =>
      this.#offers.get(wanted)?.bytes.subarray(offset, offset + length),
    );
    const number = ++this.#last;
    this.#entries.delete(this.#offers.get(entry.key)?.number ?? 0);
    this.#offers.set(entry.key, { number, bytes });
    this.#entries.set(number, entry);
    return number;
  }

  /** Nobody needs these any more. */
  end(numbers: readonly number[]): void {
    for (const number of numbers) this.#end(number);
  }

  /** Lets go of the bytes of an offer, which cannot be made again; not where a later one has taken its place. */
  #end(number: number): void {
    const entry = this.#entries.get(number);
    if (entry === undefined) return;
    this.#entries.delete(number);
    this.#offers.delete(entry.key);
    entry.description = null;
  }

  /** Ends the offers that are of no use to the scheduler. */
  prune(useful: (entry: Entry) => boolean): void {
    for (const [number, entry] of this.#entries) if (!useful(entry)) this.#end(number);
  }

  close(): void {
    this.#subscription?.unsubscribe();
    this.#offers.clear();
    this.#entries.clear();
  }
}
