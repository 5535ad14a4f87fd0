import type { Leadership } from "./leadership.ts";
import type { Log } from "./log.ts";

/** What outlives the processes of a cluster. */
export interface Store {
  readonly leadership: Leadership;
  /** Another writer to the cluster's log. */
  openLog(): Log;
}
