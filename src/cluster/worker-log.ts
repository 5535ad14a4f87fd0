import type { WorkerToScheduler } from "../protocol/messages.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { Bursts } from "./bursts.ts";
import { errorText } from "./error-text.ts";

/** What a worker's log tells of what it says to the scheduler. */
export class WorkerLog {
  readonly #log: Logger;
  readonly #worker: string;
  readonly #failures: Bursts;
  /** Keys of actors that are to die. */
  readonly #condemned = new Set<string>();

  /** `worker` is its name. */
  constructor(worker: string, log: Logger, clock: Clock) {
    this.#log = log;
    this.#worker = worker;
    this.#failures = new Bursts(log, clock);
  }

  /** The actor dies because somebody wished it, which is no reason to warn anybody. */
  expect(key: string): void {
    this.#condemned.add(key);
  }

  note(message: WorkerToScheduler): void {
    const worker = this.#worker;
    switch (message[0]) {
      case "failed": {
        const [, key, run, bytes] = message;
        return this.#failures.write(() => {
          const error = errorText(bytes);
          return { level: "info", msg: `task ${key} failed: ${error}`, key, run, worker, error };
        });
      }
      case "died": {
        const [, key, bytes] = message;
        const error = errorText(bytes);
        const level = this.#condemned.delete(key) ? "info" : "warn";
        return this.#log({ level, msg: `actor ${key} died: ${error}`, key, worker, error });
      }
      case "paused": {
        const msg = message[1]
          ? "over its memory limit: takes nothing new until there is room"
          : "has room again, and takes work";
        return this.#log({ level: message[1] ? "warn" : "info", msg, worker });
      }
      case "running":
      case "waiting":
      case "resumed":
      case "returned":
      case "done": {
        if (this.#log.verbose !== true) return;
        const [word, key, run] = message;
        return this.#log({ level: "debug", msg: `task ${key} ${SAID[word]}`, key, run, worker });
      }
    }
  }
}

const SAID = {
  running: "runs for a while",
  waiting: "waits inside",
  resumed: "goes on",
  returned: "goes back",
  done: "is done",
} as const;
