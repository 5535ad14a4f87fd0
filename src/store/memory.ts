import { TroupeError } from "../protocol/errors.ts";
import type { Log } from "./log.ts";

/** Logs that last as long as this process; all that are opened are one, of which who reads last writes. */
export class MemoryLogs {
  #snapshot: Uint8Array | null = null;
  #entries: Uint8Array[] = [];
  #writer: Log | null = null;

  open(): Log {
    const write = async (store: () => void): Promise<void> => {
      if (this.#writer !== log)
        throw new TroupeError("Another process writes to the log in memory by now: this one has to end.");
      store();
    };
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
}
