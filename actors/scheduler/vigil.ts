import type { ClientRow } from "./client-row.ts";
import type { WorkerRow } from "./worker-row.ts";

/** A question that is answered when none of these workers is there any more, as it was. */
export interface Vigil {
  readonly client: ClientRow;
  readonly number: number;
  readonly workers: readonly WorkerRow[];
}
