import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import { taskMachine } from "../../actors/task.ts";
import { workerMachine } from "../../actors/worker/machine.ts";
import type { Chart, LiveChart, StateForm } from "../protocol/chart.ts";
import { chartOf } from "../runtime/chart.ts";
import type { ChartView, StateNodeView } from "./views.ts";

/** The machines of which a cluster is made. */
export const charts = {
  scheduler: chartOf(schedulerMachine),
  worker: chartOf(workerMachine),
  task: chartOf(taskMachine),
} as const;

/** A chart for people who look at it, with ids of states that are lit, and last events. */
export function chartView(
  [id, root, transitions]: Chart,
  current: readonly string[],
  events: ChartView["events"] = [],
): ChartView {
  return {
    id,
    root: stateView(root, ""),
    transitions: transitions.map(([from, to, label]) => ({ from, to, label })),
    current,
    events,
  };
}

export function liveChartView([chart, current, events]: LiveChart): ChartView {
  return chartView(
    chart,
    current,
    events.map(([at, type]) => ({ at, type })),
  );
}

function stateView([name, type, initial, states]: StateForm, id: string): StateNodeView {
  const inside = id === "" ? "" : `${id}.`;
  return { id, name, type, initial, states: states.map((state) => stateView(state, `${inside}${state[0]}`)) };
}
