import { NONE, type TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";

/** A row has nothing in hand any more that clients have let go of. */
export function partWith(steps: Steps, row: TaskRow): void {
  for (const client of row.parting) {
    for (const [key, { tasks, over }] of client.parting) {
      if (!tasks.delete(row) || tasks.size > 0) continue;
      client.parting.delete(key);
      if (over) steps.drop(client, key);
    }
  }
  row.parting = NONE;
}
