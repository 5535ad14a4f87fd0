import type { ChartView, StateNodeView } from "../../src/client/observer/views.ts";

function state(
  id: string,
  states: readonly StateNodeView[] = [],
  type: StateNodeView["type"] = "atomic",
): StateNodeView {
  const name = id.slice(id.lastIndexOf(".") + 1);
  const initial = states[0]?.name ?? null;
  return { id, name, type: states.length > 0 && type === "atomic" ? "compound" : type, initial, states };
}

function chart(
  id: string,
  states: readonly StateNodeView[],
  transitions: readonly (readonly [string, string, string])[],
) {
  return {
    id,
    root: { ...state("", states), name: id },
    transitions: transitions.map(([from, to, label]) => ({ from, to, label })),
    current: [] as string[],
    events: [] as { at: number; type: string }[],
  };
}

export function schedulerChart(at: number): ChartView {
  const states = [
    state("starting"),
    state("standby"),
    state("recovering"),
    state("leading"),
    state("draining"),
    state("ended", [], "final"),
  ];
  return {
    ...chart("scheduler", states, [
      ["starting", "standby", "another leads"],
      ["starting", "recovering", "elected"],
      ["standby", "recovering", "elected"],
      ["recovering", "leading", "recovered"],
      ["leading", "standby", "deposed"],
      ["leading", "draining", "drain"],
      ["draining", "ended", "drained"],
      ["leading", "leading", "submit"],
      ["leading", "leading", "batch"],
    ]),
    current: ["leading"],
    events: ["elected", "recovered", "submit", "batch", "batch", "batch"].map((type, index) => ({
      at: at + index * 130,
      type,
    })),
  };
}

export function workerChart(): ChartView {
  const states = [
    state("joining"),
    state("running"),
    state("paused"),
    state("retiring"),
    state("cut off"),
    state("gone", [], "final"),
  ];
  return chart("worker", states, [
    ["joining", "running", "welcome"],
    ["running", "paused", "memory high"],
    ["paused", "running", "memory low"],
    ["running", "retiring", "retire"],
    ["paused", "retiring", "retire"],
    ["running", "cut off", "lost"],
    ["cut off", "joining", "found"],
    ["retiring", "gone", "handed over"],
  ]);
}

export function taskChart(): ChartView {
  const states = [
    "released",
    "waiting",
    "no worker",
    "queued",
    "processing",
    "memory",
    "erred",
    "forgotten",
  ].map((name) => state(name, [], name === "forgotten" ? "final" : "atomic"));
  return chart("task", states, [
    ["released", "waiting", "wanted"],
    ["waiting", "queued", "ready"],
    ["waiting", "no worker", "none fits"],
    ["no worker", "queued", "joined"],
    ["queued", "processing", "assign"],
    ["processing", "memory", "done"],
    ["processing", "erred", "failed"],
    ["processing", "waiting", "worker lost"],
    ["memory", "released", "lost"],
    ["erred", "waiting", "retry"],
    ["memory", "forgotten", "unwanted"],
    ["erred", "forgotten", "unwanted"],
  ]);
}

export function lightChart(light: string, at: number): ChartView {
  const walk = [state("red.walk"), state("red.wait"), state("red.stop", [], "final")];
  return {
    ...chart(
      "trafficLight",
      [state("green"), state("yellow"), state("red", walk), state("broken", [], "final")],
      [
        ["green", "yellow", "TIMER"],
        ["yellow", "red", "TIMER"],
        ["red", "green", "TIMER"],
        ["red.walk", "red.wait", "COUNTDOWN"],
        ["red.wait", "red.stop", "after 500"],
        ["", "broken", "POWER_OUT"],
      ],
    ),
    current: light === "red" ? ["red", "red.walk"] : [light],
    events: ["TIMER", "TIMER", "COUNTDOWN", "TIMER"].map((type, index) => ({ at: at + index * 900, type })),
  };
}
