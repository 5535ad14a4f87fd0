import { Items, type ItemsEvent } from "../../actors/coordination/items.ts";
import { Leases } from "../../actors/coordination/leases.ts";
import { Line as WaitingLine } from "../../actors/coordination/line.ts";
import type { SchedulerEvent } from "../../actors/scheduler/machine.ts";
import type { TaskRow } from "../../actors/scheduler/rows.ts";
import { Stepper } from "../../actors/scheduler/stepper.ts";
import { WorkerRow } from "../../actors/scheduler/worker-row.ts";
import type { WorkerEvent } from "../../actors/worker/machine.ts";
import type { Tables } from "../../actors/worker/tables.ts";
import { Briefing } from "../../src/client/session/briefing.ts";
import { Guests } from "../../src/cluster/guests.ts";
import { Journal } from "../../src/cluster/journal.ts";
import { Reign } from "../../src/cluster/reign.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { Host } from "../../src/runtime/host.ts";
import { HARVEST, itFinds, SUCCESSION, USE, WORKFLOW } from "./found.ts";
import { everySo, firstTime, type Method, nothing } from "./plant.ts";

/** The host of a worker. */
interface WorkerHost {
  readonly snapshot: { readonly context: { readonly tables: Tables } };
}

/** Has a scheduler hear nothing of that kind. */
const deafTo =
  (unheard: ToScheduler[0]) =>
  (real: Method): Method =>
    function (this: never, event: SchedulerEvent) {
      const heard = event.type === "messages" ? event.messages.filter(([kind]) => kind !== unheard) : [];
      real.apply(this, [event.type === "messages" ? { ...event, messages: heard } : event] as never[]);
    };

/** Has a scheduler not know from whom anything has come. */
const numb = (real: Method): Method =>
  function (this: never, event: SchedulerEvent) {
    real.apply(this, [event.type === "swept" ? { ...event, heard: [] } : event] as never[]);
  };

describe("the simulator finds", function () {
  this.timeout(0);

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
    "that what nobody has taken does not come back",
    /is lost/,
    [
      Items.prototype,
      "take",
      (real) =>
        function (this: never, event: ItemsEvent) {
          if (event.type !== "returned") real.apply(this, [event] as never[]);
        } as Method,
    ],
    HARVEST,
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
    "that two schedulers act",
    / act\./,
    [
      Reign.prototype,
      "acts",
      (real) => {
        const leaders = new WeakSet<object>();
        return function (this: never) {
          if (real.apply(this)) leaders.add(this);
          return leaders.has(this);
        } as Method;
      },
    ],
    WORKFLOW,
    16,
  );

  itFinds(
    "that a run is begun beside one that goes on",
    /B2: /,
    [Host.prototype, "send", deafTo("runs")],
    WORKFLOW,
    1,
  );

  itFinds(
    "that a result which its worker has is computed again",
    /B4: /,
    [Host.prototype, "send", deafTo("results")],
    WORKFLOW,
    5,
  );

  itFinds(
    "that a word about an earlier run counts for the present one",
    /B1: run/,
    [
      WorkerRow.prototype,
      "runOf",
      () =>
        function (this: never, key: string) {
          const { runs } = this as WorkerRow;
          return [...runs.values()].find((row) => row.key === key);
        } as Method,
    ],
    WORKFLOW,
    268,
  );

  itFinds(
    "that a worker is taken for dead from which something comes",
    /H1: /,
    [Host.prototype, "send", numb],
    WORKFLOW,
    1,
  );

  itFinds(
    "that a task with retries left is not tried again",
    /S2 does not hold|not done/,
    [
      Stepper.prototype,
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
});
