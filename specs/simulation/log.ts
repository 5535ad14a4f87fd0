import type { Log } from "../../src/store/log.ts";
import { MemoryLogs } from "../../src/store/memory.ts";
import type { Site } from "./record.ts";

/** Ms that storing takes at most; and until it is tried again where the store cannot be reached. */
const DELAY = 20;
const AGAIN_MS = 50;

/** One log under virtual time, which takes its time; what is not stored when its writer crashes may be or not. */
export class SimulatedLogs {
  readonly #logs = new MemoryLogs();

  open({ clock, random, process, reaches }: Site): Log {
    const log = this.#logs.open();
    /** What is on its way to be stored, in order. */
    let open: (() => void)[] = [];
    let free = 0;
    const reached = (act: () => void): void => {
      if (reaches()) act();
      else if (!process.dead) clock.after(AGAIN_MS, () => reached(act));
    };
    const write = (store: () => Promise<void>) =>
      new Promise<void>((resolve, reject) => {
        let stored: Promise<void> | undefined;
        const act = () => {
          stored = store();
          stored.catch(() => {});
        };
        open.push(act);
        // Nothing overtakes what was to be stored before.
        free = Math.max(free, clock.now() + random.next() * DELAY);
        clock.at(free, () =>
          reached(() => {
            const at = open.indexOf(act);
            for (const one of open.splice(0, at + 1)) one();
            process.admit(() => void stored?.then(resolve, reject));
          }),
        );
      });
    process.atEnd(() => {
      // Of what is under way the first so many are stored, and the rest never.
      for (const act of open.slice(0, random.below(open.length + 1))) act();
      open = [];
    });
    return {
      read: () =>
        new Promise((resolve, reject) =>
          reached(() => {
            const content = log.read();
            process.admit(() => void content.then(resolve, reject));
          }),
        ),
      append: (entry) => write(() => log.append(entry)),
      compact: (snapshot) => write(() => log.compact(snapshot)),
    };
  }
}
