import { expect } from "chai";
import { Leases } from "../../actors/coordination/leases.ts";
import { Line as WaitingLine } from "../../actors/coordination/line.ts";
import { Briefing } from "../../src/client/briefing.ts";
import { Reception } from "../../src/cluster/reception.ts";
import { Instance } from "../../src/executor/instance.ts";
import type { Frame } from "../../src/runtime/frame.ts";
import { Line } from "../../src/runtime/line.ts";
import { Link } from "../../src/runtime/link.ts";
import { drawDay, playDay } from "./day.ts";
import { failureOf, type Plan, type Play } from "./plan.ts";
import { drawUse, playUse } from "./use.ts";
import { drawWorkflow, playWorkflow } from "./workflow.ts";

/** Seeds, of which every fifth is tried, within which a fault is to be found. */
const ENOUGH = 100;

type Method = (this: never, ...args: never[]) => unknown;

/** Has a class do something else for a while. */
async function planted(on: object, name: string, plant: (real: Method) => Method, act: () => Promise<void>) {
  const real = Object.getOwnPropertyDescriptor(on, name) as PropertyDescriptor;
  const { value, get } = real;
  const method = plant((value ?? get) as Method);
  Object.defineProperty(on, name, { ...real, ...(get === undefined ? { value: method } : { get: method }) });
  try {
    await act();
  } finally {
    Object.defineProperty(on, name, real);
  }
}

/** Lets every so many calls of a method do something else. */
const everySo = (count: number, otherwise: Method) => {
  let calls = 0;
  return (real: Method): Method =>
    function (this: never, ...args: never[]) {
      return (++calls % count === 0 ? otherwise : real).apply(this, args);
    };
};

const nothing: Method = () => undefined;

describe("the simulator finds", function () {
  this.timeout(0);

  function itFinds<Step>(
    what: string,
    finding: RegExp,
    [on, name, plant]: readonly [on: object, name: string, plant: (real: Method) => Method],
    draw: (seed: number) => Plan<Step>,
    play: Play<Step>,
  ): void {
    it(what, async () => {
      await planted(on, name, plant, async () => {
        for (let seed = 5; seed <= ENOUGH; seed += 5) {
          const failure = await failureOf(play, draw(seed));
          if (failure?.some((line) => finding.test(line))) return;
        }
        expect.fail(`It was not found in ${ENOUGH} seeds.`);
      });
    });
  }

  itFinds(
    "that nothing is said again",
    /do not end/,
    [Link.prototype, "repeat", () => nothing],
    drawDay,
    playDay,
  );

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
    drawUse,
    playUse,
  );

  itFinds(
    "that who waits is not woken",
    /still wait/,
    [WaitingLine.prototype, "shift", everySo(5, nothing)],
    drawUse,
    playUse,
  );

  itFinds(
    "that a new scheduler is not told what is wanted",
    /not done/,
    [Briefing.prototype, "restart", () => nothing],
    drawWorkflow,
    playWorkflow,
  );

  itFinds(
    "that words of former schedulers and sessions count",
    /not done|Left over/,
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
    drawWorkflow,
    playWorkflow,
  );

  itFinds(
    "that an answer of an actor is lost",
    /do not end/,
    [Reception.prototype, "gave", everySo(20, nothing)],
    drawDay,
    playDay,
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
    drawDay,
    playDay,
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
    drawDay,
    playDay,
  );
});
