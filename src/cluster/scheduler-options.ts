import type { Bus } from "../bus/bus.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Log } from "../store/log.ts";
import type { Candidature } from "./reign.ts";

/** What a scheduler needs to run. */
export interface SchedulerOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** Time without a word after which a client counts as gone, and its keys are released, ms; default 60 000. */
  readonly clientGraceMs?: number;
  /** How it comes to lead where there is a record of that; without it the newest epoch leads. */
  readonly candidature?: Candidature | undefined;
  /** Where queues, locks and the like outlive this scheduler; without it they begin empty. */
  readonly store?: Log | undefined;
  readonly log: Logger;
}
