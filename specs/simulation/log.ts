import type { Log } from "../../src/store/log.ts";
import type { SimulatedClock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Ms that storing takes at most. */
const DELAY = 20;

/** One log under virtual time, which takes its time; what is not stored when its writer crashes may be or not. */
export class SimulatedLogs {
  #snapshot: Uint8Array | null = null;
  #entries: Uint8Array[] = [];
  /** What is on its way to be stored, in order. */
  #open: (() => void)[] = [];
  #writer: Log | null = null;
  #random: Random | null = null;

  open(clock: SimulatedClock, random: Random): Log {
    this.#random = random;
    let free = 0;
    const write = (store: () => void) =>
      new Promise<void>((resolve, reject) => {
        const act = () => {
          if (this.#writer === log) store();
        };
        this.#open.push(act);
        // Nothing overtakes what was to be stored before.
        free = Math.max(free, clock.now() + random.next() * DELAY);
        clock.after(free - clock.now(), () => {
          if (this.#writer !== log) return reject(new Error("Another writes."));
          const at = this.#open.indexOf(act);
          for (const stored of this.#open.splice(0, at + 1)) stored();
          resolve();
        });
      });
    const log: Log = {
      read: async () => {
        this.#writer = log;
        return { snapshot: this.#snapshot, entries: [...this.#entries] };
      },
      append: (entry) => write(() => this.#entries.push(entry)),
      compact: (snapshot) =>
        write(() => {
          this.#snapshot = snapshot;
          this.#entries = [];
        }),
    };
    return log;
  }

  /** Of what is under way the first so many are stored, and the rest never. */
  crash(): void {
    const open = this.#open;
    this.#open = [];
    for (const store of open.slice(0, this.#random?.below(open.length + 1))) store();
    this.#writer = null;
  }
}
