import type { LogLine } from "../protocol/log-line.ts";
import type { Payload, ToClient, ToWorker } from "../protocol/messages.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { Bursts } from "./bursts.ts";
import { errorText } from "./error-text.ts";

/** What a scheduler's log tells of what its machine notes and says. */
export class SchedulerLog {
  readonly #log: Logger;
  readonly #workers: () => ReadonlyMap<string, { readonly name: string }>;
  readonly #failures: Bursts;
  /** Who comes and goes, which is for strangers to say. */
  readonly #moves: Bursts;

  /** `workers` are those that it knows, by their addresses. */
  constructor(log: Logger, clock: Clock, workers: () => ReadonlyMap<string, { readonly name: string }>) {
    this.#log = log;
    this.#workers = workers;
    this.#failures = new Bursts(log, clock);
    this.#moves = new Bursts(log, clock);
  }

  note(line: LogLine, bytes: Payload | null): void {
    if (line.level === "debug" && this.#log.verbose !== true) return;
    if (bytes === null) return this.#moves.write(() => line);
    this.#failures.write(() => {
      const error = errorText(bytes);
      return { ...line, msg: `${line.msg}: ${error}`, error };
    });
  }

  /** What a worker is told to run, for who reads everything. */
  sent(to: string, message: ToWorker | ToClient): void {
    if (message[0] !== "assign") return;
    const [, key, run] = message;
    const worker = this.#workers().get(to)?.name ?? to;
    this.#log({ level: "debug", msg: `task ${key} goes to worker ${worker}`, key, run, worker, peer: to });
  }
}
