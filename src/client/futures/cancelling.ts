import { DURATION, FLAG, type Rules } from "../options.ts";

/** How a future is cancelled. */
export interface CancelOptions {
  /** For everyone, whoever else wants the key; default false. */
  readonly force?: boolean;
  /** Ms that a task which runs has to end after its signal; default 1000. */
  readonly graceMs?: number;
}

/** What each of them has to be. */
export const CANCEL_RULES: Rules<CancelOptions> = { force: FLAG, graceMs: DURATION };
