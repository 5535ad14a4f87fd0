import { answerKillings } from "./actors.ts";
import { deal } from "./assignment.ts";
import { placeData } from "./data.ts";
import { answerVigils } from "./questions.ts";
import { advanceRetirements } from "./retire.ts";
import { hastenRecovery } from "./roll-call.ts";
import { NONE } from "./rows.ts";
import { steal } from "./stealing.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** Lets everything follow from what has changed, and gives work to who has room for it. */
export function conclude(tables: Tables, steps: Steps): void {
  proceed(tables, steps);
  const changes = tables.records?.flush(tables) ?? NONE;
  if (changes.length > 0) tables.effect({ type: "record", changes });
}

function proceed(tables: Tables, steps: Steps): void {
  steps.settle();
  if (tables.recovery !== null) return hastenRecovery(tables);
  if (tables.retirements.size > 0) {
    advanceRetirements(tables, steps);
    steps.settle();
  }
  placeData(tables, steps);
  steps.settle();
  deal(tables, steps);
  steps.settle();
  steal(tables);
  answerVigils(tables);
  if (tables.killings.size > 0) answerKillings(tables);
}
