import { Reception } from "../../src/cluster/reception.ts";
import { Instance } from "../../src/executor/instance.ts";
import { Signals } from "../../src/executor/signals.ts";
import type { Frame } from "../../src/runtime/frame.ts";
import { Line } from "../../src/runtime/line.ts";
import { Link } from "../../src/runtime/link.ts";
import { CROSSING, DAY, itFinds } from "./found.ts";
import { everySo, type Method, nothing } from "./plant.ts";

describe("the simulator finds of actors", function () {
  this.timeout(0);

  itFinds("that nothing is said again", /do not end/, [Link.prototype, "repeat", () => nothing], DAY, 1);

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
    "that a thread is left that is stuck in a turn",
    /do not end/,
    [Signals.prototype, "answered", () => (() => true) as Method],
    DAY,
    33,
  );

  itFinds(
    "that snapshots of a machine overtake each other",
    /M1/,
    [
      Reception.prototype,
      "snapshot",
      (real) => {
        const held = new Map<string, () => void>();
        let told = 0;
        return function (this: never, ...args: never[]) {
          const [caller] = args as unknown as [string];
          const tell = () => real.apply(this, args);
          const earlier = held.get(caller);
          held.delete(caller);
          if (earlier === undefined && ++told % 5 === 0) return void held.set(caller, tell);
          tell();
          earlier?.();
        } as Method;
      },
    ],
    CROSSING,
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
          const earlier = held;
          held = ++calls % 10 === 0 ? take : null;
          if (held === null) take();
          earlier?.();
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
