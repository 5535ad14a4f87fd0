import { superseded, unread } from "./failures.ts";
import type { Log } from "./log.ts";

const NAME = "the log in memory";

/** Logs that last as long as this process; all that are opened are one, of which who reads last writes. */
export class MemoryLogs {
  #snapshot: Uint8Array | null = null;
  #entries: Uint8Array[] = [];
  #writer: Log | undefined;

  open(): Log {
    let hasRead = false;
    const write = async (store: () => void): Promise<void> => {
      if (!hasRead) throw unread(NAME);
      if (this.#writer !== log) throw superseded(NAME);
      store();
    };
    const log: Log = {
      read: async () => {
        hasRead = true;
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
