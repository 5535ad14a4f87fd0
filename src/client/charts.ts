import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import { taskMachine } from "../../actors/task.ts";
import { workerMachine } from "../../actors/worker/machine.ts";
import { decodeValue } from "../codec/value.ts";
import { type Chart, isLiveChart, type StateForm } from "../protocol/chart.ts";
import { ActorDiedError } from "../protocol/errors.ts";
import { chartOf } from "../runtime/chart.ts";
import { deferred } from "../runtime/deferred.ts";
import type { Callee, Callers } from "./callers.ts";
import type { Traced } from "./trace.ts";
import type { ChartView, StateNodeView, SystemView } from "./views.ts";

/** Events that are shown of all workers together. */
const EVENTS = 20;

/** What a machine tells who looks at it. */
const LOOK = "chart";

/** The machines of which a cluster is made. */
const charts = {
  scheduler: chartOf(schedulerMachine),
  worker: chartOf(workerMachine),
  task: chartOf(taskMachine),
} as const;

/** The cluster's own machines, lit by what the processes tell of theirs; workers that have not told are left out. */
export function systemView(
  scheduler: Pick<Traced, "state" | "events">,
  workers: readonly (readonly [name: string, traced: Traced | undefined])[],
  tasks: SystemView["tasks"],
): SystemView {
  const lit = charts.worker[1][3]
    .map(
      ([id]) =>
        [id, workers.filter(([, traced]) => traced?.state.includes(id)).map(([name]) => name)] as const,
    )
    .filter(([, names]) => names.length > 0);
  const events = workers.flatMap(([, traced]) => traced?.events ?? []).sort((a, b) => a.at - b.at);
  const present = Object.keys(tasks).filter((state) => (tasks[state] ?? 0) > 0);
  return {
    scheduler: chartView(charts.scheduler, scheduler.state, scheduler.events),
    worker: chartView(
      charts.worker,
      lit.map(([id]) => id),
      events.slice(-EVENTS),
    ),
    workers: Object.fromEntries(lit),
    task: chartView(charts.task, present, []),
    tasks,
  };
}

/** The chart of a machine that lives at its host, and where it is in that; null where there is none or it has ended. */
export async function lookAtMachine(callers: Callers, to: Callee): Promise<ChartView | null> {
  const answer = deferred<ChartView | null>();
  callers.call(to, LOOK, null, [], {
    gave: (value, _references, took) => {
      took?.();
      answer.resolve(read(value));
    },
    threw: () => answer.resolve(null),
    failed: (error) => (error instanceof ActorDiedError ? answer.resolve(null) : answer.reject(error)),
  });
  return answer.promise;
}

/** What a machine has given: its host has it from code of users, and may have anything. */
function read(value: Uint8Array): ChartView | null {
  try {
    const live = decodeValue(value);
    if (!isLiveChart(live)) return null;
    const [chart, current, events] = live;
    return chartView(
      chart,
      current,
      events.map(([at, type]) => ({ at, type })),
    );
  } catch {
    return null;
  }
}

function chartView(
  [id, root, transitions]: Chart,
  current: readonly string[],
  events: ChartView["events"],
): ChartView {
  return {
    id,
    root: stateView(root, ""),
    transitions: transitions.map(([from, to, label]) => ({ from, to, label })),
    current,
    events,
  };
}

function stateView([name, type, initial, states]: StateForm, id: string): StateNodeView {
  const inside = id === "" ? "" : `${id}.`;
  return { id, name, type, initial, states: states.map((state) => stateView(state, `${inside}${state[0]}`)) };
}
