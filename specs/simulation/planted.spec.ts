import { expect } from "chai";
import { Leases } from "../../actors/coordination/leases.ts";
import { Line as WaitingLine } from "../../actors/coordination/line.ts";
import type { TaskRow } from "../../actors/scheduler/rows.ts";
import { Steps } from "../../actors/scheduler/steps.ts";
import type { WorkerEvent } from "../../actors/worker/machine.ts";
import type { Tables } from "../../actors/worker/tables.ts";
import { Briefing } from "../../src/client/briefing.ts";
import { Guests } from "../../src/cluster/guests.ts";
import { Journal } from "../../src/cluster/journal.ts";
import { Reception } from "../../src/cluster/reception.ts";
import { Instance } from "../../src/executor/instance.ts";
import type { Frame } from "../../src/runtime/frame.ts";
import { Host } from "../../src/runtime/host.ts";
import { Line } from "../../src/runtime/line.ts";
import { Link } from "../../src/runtime/link.ts";
import { drawDay, playDay } from "./day.ts";
import { failureOf, type Plan, type Play } from "./plan.ts";
import { everySo, firstTime, type Method, nothing, type Plant, planted } from "./plant.ts";
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

const WORKFLOW: Field<number> = { draw: drawWorkflow, play: playWorkflow };
const DAY: Field<DayStep> = { draw: drawDay, play: playDay };
const USE: Field<number> = { draw: drawUse, play: playUse };
const SUCCESSION: Field<number> = { draw: drawSuccession, play: playSuccession };

/** The host of a worker. */
interface WorkerHost {
  readonly snapshot: { readonly context: { readonly tables: Tables } };
}

describe("the simulator finds", function () {
  this.timeout(0);

  function itFinds<Step>(
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

  itFinds("that nothing is said again", /do not end/, [Link.prototype, "repeat", () => nothing], DAY, 1);

  itFinds(
    "that a lock is granted twice",
    /no order explains it/,
    [
      Leases.prototype,
      "left",
      (real) =>
        function (this: never) {
          return (real.apply(this) as number) + 1;
        } as Method,
    ],
    USE,
    1,
  );

  itFinds(
    "that who waits is not woken",
    /still wait/,
    [WaitingLine.prototype, "shift", everySo(5, nothing)],
    USE,
    1,
  );

  itFinds(
    "that a new scheduler is not told what is wanted",
    /not done/,
    [Briefing.prototype, "restart", () => nothing],
    WORKFLOW,
    5,
  );

  itFinds(
    "that words of former schedulers and sessions count",
    /no actor named|do not end|Left over/,
    [
      Line.prototype,
      "route",
      (real) =>
        function (this: never, from: string, frame: Frame) {
          const { find } = this as { find(address: string): { peer: number; session: number } | undefined };
          const link = find.call(this, from);
          return frame.reset || link === undefined ? real.apply(this, [from, frame] as never[]) : link;
        } as Method,
    ],
    DAY,
    10,
  );

  itFinds(
    "that a run that is over ends the one that took its place",
    /not done/,
    [
      Host.prototype,
      "send",
      (real) =>
        function (this: never, event: WorkerEvent) {
          if (event.type !== "reports") return void real.apply(this, [event] as never[]);
          const { snapshot } = this as unknown as WorkerHost;
          const { runs } = snapshot.context.tables;
          for (const report of event.reports) {
            const [word, key, run] = report;
            const row = runs.get(key);
            const ends = word === "done" || word === "failed" || word === "returned";
            if (ends && row !== undefined) runs.set(key, { ...row, run });
            real.apply(this, [{ type: "reports", reports: [report] }] as never[]);
          }
        } as Method,
    ],
    WORKFLOW,
    18,
  );

  itFinds(
    "that a task with retries left is not tried again",
    /S2 does not hold|not done/,
    [
      Steps.prototype,
      "review",
      (real) =>
        function (this: never, row: TaskRow) {
          if (row.failures === 0 || row.state !== "waiting") real.apply(this, [row] as never[]);
        } as Method,
    ],
    WORKFLOW,
    3,
  );

  itFinds(
    "that a timer is forgotten when its time begins anew",
    /its time was up/,
    // The first who goes over all guests sets their timers.
    [Guests.prototype, Symbol.iterator, firstTime(() => [][Symbol.iterator]())],
    SUCCESSION,
    7,
  );

  itFinds(
    "that something is said before it is stored",
    /never given|given twice|no order explains it/,
    [Journal.prototype, "whenStored", () => ((done: () => void) => done()) as Method],
    SUCCESSION,
    1,
  );

  itFinds(
    "that an answer of an actor is lost",
    /do not end/,
    [Reception.prototype, "gave", everySo(20, nothing)],
    DAY,
    1,
  );

  itFinds(
    "that calls overtake each other",
    /was applied after/,
    [
      Instance.prototype,
      "take",
      (real) => {
        let calls = 0;
        let held: (() => void) | null = null;
        return function (this: never, ...args: never[]) {
          const take = () => real.apply(this, args);
          const before = held;
          held = ++calls % 10 === 0 ? take : null;
          if (held === null) take();
          before?.();
        } as Method;
      },
    ],
    DAY,
    2,
  );

  itFinds(
    "that a call is made twice",
    /was applied again/,
    [
      Instance.prototype,
      "take",
      (real) => {
        let calls = 0;
        return function (this: never, ...args: never[]) {
          real.apply(this, args);
          if (++calls % 20 === 0) real.apply(this, args);
        } as Method;
      },
    ],
    DAY,
    2,
  );
});
