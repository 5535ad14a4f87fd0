import { schedulerMachine } from "../../../actors/scheduler/machine.ts";
import { taskMachine } from "../../../actors/task.ts";
import { workerMachine } from "../../../actors/worker/machine.ts";
import { decodeValue } from "../../codec/value.ts";
import { type Chart, isLiveChart, type StateForm } from "../../protocol/chart.ts";
import { ActorDiedError } from "../../protocol/errors.ts";
import { chartOf } from "../../runtime/chart.ts";
import { deferred } from "../../runtime/deferred.ts";
import { within } from "../../runtime/within.ts";
import type { Callee } from "../session/callers.ts";
import type { Session } from "../session/session.ts";
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

/** A worker, and what it has told of itself. */
type Told = readonly [name: string, traced: Traced | undefined];

/** The cluster's own machines, lit by what the processes tell of theirs; workers that have not told are left out. */
export function systemView(
  scheduler: Pick<Traced, "state" | "events">,
  workers: readonly Told[],
  tasks: SystemView["tasks"],
): SystemView {
  const lit = namesByState(workers);
  const present = Object.keys(tasks).filter((state) => (tasks[state] ?? 0) > 0);
  return {
    scheduler: chartView(charts.scheduler, scheduler.state, scheduler.events),
    worker: chartView(charts.worker, [...lit.keys()], newest(workers)),
    workers: Object.fromEntries(lit),
    task: chartView(charts.task, present, []),
    tasks,
  };
}

/** Names of workers by the states that their machine is in. */
function namesByState(workers: readonly Told[]): ReadonlyMap<string, readonly string[]> {
  const lit = new Map<string, string[]>();
  for (const [name, traced] of workers) {
    for (const id of traced?.state ?? []) {
      const names = lit.get(id);
      if (names === undefined) lit.set(id, [name]);
      else names.push(name);
    }
  }
  return lit;
}

/** The last events of all workers, newest last; of very many workers most have none among them. */
function newest(workers: readonly Told[]): ChartView["events"] {
  const last: ChartView["events"][number][] = [];
  for (const [, traced] of workers) {
    const events = traced?.events ?? [];
    for (let index = events.length - 1; index >= 0; index--) {
      const event = events[index];
      const oldest = last.length < EVENTS ? undefined : last[0];
      if (event === undefined || (oldest !== undefined && event.at <= oldest.at)) break;
      if (oldest !== undefined) last.shift();
      const before = last.findLastIndex(({ at }) => at < event.at);
      last.splice(before + 1, 0, event);
    }
  }
  return last;
}

/**
 * The chart of a machine that lives at its host, and where it is in that; null where there is none or it has ended.
 * Rejects with `TimeoutError`.
 */
export async function lookAtMachine(
  { callers, clock }: Pick<Session, "callers" | "clock">,
  to: Callee,
): Promise<ChartView | null> {
  const answer = deferred<ChartView | null>();
  const number = callers.call(to, LOOK, null, [], {
    gave: (value, _references, took) => {
      took?.();
      answer.resolve(read(value));
    },
    threw: () => answer.resolve(null),
    failed: (error) => (error instanceof ActorDiedError ? answer.resolve(null) : answer.reject(error)),
  });
  try {
    return await within(clock, answer.promise, to.timeout, to.key);
  } finally {
    callers.withdraw(number);
  }
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
