import { expect } from "chai";
import { type AnyStateMachine, createActor, createMachine, fromPromise, setup } from "xstate";
import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import { taskMachine } from "../../actors/task.ts";
import { workerMachine } from "../../actors/worker/machine.ts";
import type { StateForm } from "../../src/protocol/chart.ts";
import { chartOf, labelsOf, statesIn } from "../../src/runtime/chart.ts";

/** Has a bit of everything. */
const rich = setup({
  types: { events: {} as { type: "GO" | "STOP" | "PING" | "NEXT" } },
  delays: { soon: 100 },
  guards: { may: () => true },
  actors: { work: fromPromise(async () => 1) },
}).createMachine({
  id: "rich",
  initial: "a",
  on: { STOP: ".end", PING: { actions: () => {} } },
  states: {
    a: {
      on: { GO: [{ guard: "may", target: "b" }, { target: "past.last" }], "*": "end" },
      after: { 500: "both", soon: "b" },
    },
    b: {
      invoke: [
        { src: "work", onDone: "both", onError: "end" },
        { src: "work", id: "fetch", onDone: "end" },
      ],
      always: { guard: "may", target: "a" },
    },
    both: {
      type: "parallel",
      states: {
        x: { initial: "x1", states: { x1: { on: { NEXT: "x2" } }, x2: { type: "final" } } },
        y: { initial: "y1", states: { y1: {} } },
      },
      onDone: "end",
    },
    past: { initial: "now", states: { now: {}, last: { type: "history" } } },
    end: { type: "final" },
  },
});

/** Ids of a state and all inside. */
function idsOf([, , , inside]: StateForm, id = ""): string[] {
  const prefix = id === "" ? "" : `${id}.`;
  return [id, ...inside.flatMap((state) => idsOf(state, `${prefix}${state[0]}`))];
}

describe("the chart of a machine", () => {
  it("has its states, with what is inside them and where they begin", () => {
    const [id, root] = chartOf(rich);
    expect(id).to.equal("rich");
    expect(root).to.deep.equal([
      "rich",
      "compound",
      "a",
      [
        ["a", "atomic", null, []],
        ["b", "atomic", null, []],
        [
          "both",
          "parallel",
          null,
          [
            [
              "x",
              "compound",
              "both.x.x1",
              [
                ["x1", "atomic", null, []],
                ["x2", "final", null, []],
              ],
            ],
            ["y", "compound", "both.y.y1", [["y1", "atomic", null, []]]],
          ],
        ],
        [
          "past",
          "compound",
          "past.now",
          [
            ["now", "atomic", null, []],
            ["last", "history", null, []],
          ],
        ],
        ["end", "final", null, []],
      ],
    ]);
  });

  it("has its transitions, by events, times and ends, each once", () => {
    const [, , transitions] = chartOf(rich);
    expect(transitions).to.have.deep.members([
      ["", "end", "STOP"],
      ["", "", "PING"],
      ["a", "b", "GO"],
      ["a", "past.last", "GO"],
      ["a", "end", "*"],
      ["a", "both", "after 500"],
      ["a", "b", "after soon"],
      ["b", "both", "done"],
      ["b", "end", "error"],
      ["b", "end", "done fetch"],
      ["b", "a", "always"],
      ["both", "end", "done"],
      ["both.x.x1", "both.x.x2", "NEXT"],
    ]);
  });

  it("has the names of events of XState's own", () => {
    const labels = labelsOf(rich);
    expect(labels.get("xstate.after.500.rich.a")).to.equal("after 500");
    expect(labels.get("xstate.done.actor.fetch")).to.equal("done fetch");
    expect(labels.get("GO")).to.equal("GO");
  });

  it("has every state in which a machine can be", () => {
    const actor = createActor(rich).start();
    const ids = new Set(idsOf(chartOf(rich)[1]));
    expect(statesIn(actor.getSnapshot().value)).to.deep.equal(["a"]);
    const both = rich.resolveState({ value: { both: { x: "x1", y: "y1" } } });
    expect(statesIn(both.value)).to.deep.equal(["both", "both.x", "both.x.x1", "both.y", "both.y.y1"]);
    for (const id of statesIn(both.value)) expect(ids).to.include(id);
    actor.stop();
  });

  it("goes by another name where the machine has none", () => {
    const machine = createMachine({});
    expect(chartOf(machine, "exported")).to.deep.equal(["exported", ["exported", "atomic", null, []], []]);
    expect(chartOf(rich, "exported")[0]).to.equal("rich");
  });

  it("is one state for a machine that has no others, and none are lit inside", () => {
    const machine = createMachine({ id: "one", on: { GO: { actions: () => {} } } });
    expect(chartOf(machine)).to.deep.equal(["one", ["one", "atomic", null, []], [["", "", "GO"]]]);
    expect(statesIn(createActor(machine).start().getSnapshot().value)).to.deep.equal([]);
  });

  const machines: readonly AnyStateMachine[] = [schedulerMachine, workerMachine, taskMachine];
  for (const machine of machines) {
    it(`leads from states to states that there are, of the ${machine.id}`, () => {
      const [, root, transitions] = chartOf(machine);
      const ids = idsOf(root);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(ids).to.include.members(Object.keys(machine.states));
      for (const [from, to] of transitions) expect(ids).to.include(from).and.include(to);
    });
  }
});
