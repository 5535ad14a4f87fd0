import { expect } from "chai";
import { drawDay, playDay } from "./day.ts";
import { drawHarvest, type Step as HarvestStep, playHarvest } from "./harvest.ts";
import { failureOf, type Plan, type Play } from "./plan.ts";
import { type Plant, planted } from "./plant.ts";
import { type Step as CrossingStep, drawCrossing, playCrossing } from "./square.ts";
import type { Step as DayStep } from "./steps.ts";
import { drawSuccession, playSuccession } from "./succession.ts";
import { drawUse, playUse } from "./use.ts";
import { drawWorkflow, playWorkflow } from "./workflow.ts";

/** Seeds within which a fault is to be found, from the first on that is known to. */
const ENOUGH = 100;

/** Where a fault is looked for. */
interface Field<Step> {
  readonly draw: (seed: number) => Plan<Step>;
  readonly play: Play<Step>;
}

export const WORKFLOW: Field<number> = { draw: drawWorkflow, play: playWorkflow };
export const DAY: Field<DayStep> = { draw: drawDay, play: playDay };
export const USE: Field<number> = { draw: drawUse, play: playUse };
export const HARVEST: Field<HarvestStep> = { draw: drawHarvest, play: playHarvest };
export const CROSSING: Field<CrossingStep> = { draw: drawCrossing, play: playCrossing };
export const SUCCESSION: Field<number> = { draw: drawSuccession, play: playSuccession };

/** A spec that a fault which is planted is found, from the first seed on that is known to. */
export function itFinds<Step>(
  what: string,
  finding: RegExp,
  plant: Plant,
  { draw, play }: Field<Step>,
  first: number,
): void {
  it(what, async () => {
    await planted(plant, async () => {
      for (let seed = first; seed < first + ENOUGH; seed++) {
        const failure = await failureOf(play, draw(seed));
        if (failure?.some((line) => finding.test(line))) return;
      }
      expect.fail(`It was not found in ${ENOUGH} seeds.`);
    });
  });
}
