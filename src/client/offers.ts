import type { Bus, Subscription } from "../bus/bus.ts";
import type { Payload } from "../protocol/messages.ts";
import { serveData } from "../runtime/transfer.ts";

/** What a client scatters, handed out to the workers that ask for it until the scheduler says that it is taken. */
export class Offers {
  readonly #bus: Bus;
  readonly #cluster: string;
  readonly #address: string;
  readonly #values = new Map<string, { readonly offer: number; readonly bytes: Payload }>();
  readonly #keys = new Map<number, string>();
  #subscription: Subscription | null = null;
  #last = 0;

  constructor(bus: Bus, cluster: string, address: string) {
    this.#bus = bus;
    this.#cluster = cluster;
    this.#address = address;
  }

  /** Hands out `bytes` from now on; gives the number of the offer. */
  make(key: string, bytes: Payload): number {
    this.#subscription ??= serveData(this.#bus, this.#cluster, this.#address, (wanted, offset, length) =>
      this.#values.get(wanted)?.bytes.subarray(offset, offset + length),
    );
    const offer = ++this.#last;
    this.#keys.delete(this.#values.get(key)?.offer ?? 0);
    this.#values.set(key, { offer, bytes });
    this.#keys.set(offer, key);
    return offer;
  }

  /** Lets go of the bytes of an offer; gives its key, unless a later offer of that key is there. */
  end(offer: number): string | undefined {
    const key = this.#keys.get(offer);
    if (key === undefined) return undefined;
    this.#keys.delete(offer);
    this.#values.delete(key);
    return key;
  }

  /** The keys of all that is handed out, by number. */
  get open(): ReadonlyMap<number, string> {
    return this.#keys;
  }

  close(): void {
    this.#subscription?.unsubscribe();
    this.#values.clear();
    this.#keys.clear();
  }
}
