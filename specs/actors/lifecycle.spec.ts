import { expect } from "chai";
import { type AnyStateMachine, createMachine, initialTransition, transition } from "xstate";
import { getShortestPaths, getSimplePaths } from "xstate/graph";
import { futureLifecycle, futureMachine } from "../../actors/future.ts";
import { lifecycle } from "../../actors/lifecycle.ts";
import { taskLifecycle, taskMachine } from "../../actors/task.ts";

type Table = Readonly<
  Record<string, Readonly<Record<string, { readonly target: string; readonly effects: readonly string[] }>>>
>;

const machines: readonly (readonly [name: string, machine: AnyStateMachine, table: Table])[] = [
  ["task", taskMachine, taskLifecycle],
  ["future", futureMachine, futureLifecycle],
];

/** States from which `ends` can be reached, found backwards. */
function leadingTo(table: Table, ends: readonly string[]): Set<string> {
  const found = new Set(ends);
  for (const end of found) {
    for (const [state, steps] of Object.entries(table)) {
      if (Object.values(steps).some(({ target }) => target === end)) found.add(state);
    }
  }
  return found;
}

describe("the life cycle derived from a machine", () => {
  for (const [name, machine, table] of machines) {
    describe(`of a ${name}`, () => {
      const states = Object.keys(machine.states);
      const events = [...new Set(Object.values(table).flatMap((steps) => Object.keys(steps)))];

      it("has the machine's states and events", () => {
        expect(Object.keys(table)).to.deep.equal(states);
        expect([...events].sort()).to.deep.equal([...machine.events].sort());
      });

      it("agrees with the machine on every step of every path", () => {
        const walked = new Set<string>();
        const paths = getSimplePaths(machine, { events: events.map((type) => ({ type })) });
        for (const path of paths) {
          let [snapshot] = initialTransition(machine);
          for (const { event } of path.steps) {
            if (event.type === "xstate.init") continue;
            const state = String(snapshot.value);
            const [next, actions] = transition(machine, snapshot, event);
            const step = table[state]?.[event.type];
            expect(step?.target, `${state} ${event.type}`).to.equal(next.value);
            expect(step?.effects, `${state} ${event.type}`).to.deep.equal(actions.map(({ type }) => type));
            walked.add(state);
            snapshot = next;
          }
          walked.add(String(snapshot.value));
        }
        expect([...walked].sort()).to.deep.equal(Object.keys(table).sort());
      });

      it("has an entry for each event that the machine takes in a state, and for no other", () => {
        for (const { state: snapshot } of getShortestPaths(machine)) {
          const state = String(snapshot.value);
          for (const type of events) {
            const [next, actions] = transition(machine, snapshot, { type });
            const step = table[state]?.[type];
            if (!snapshot.can({ type })) {
              expect(step, `${state} ${type}`).to.equal(undefined);
              continue;
            }
            expect(step, `${state} ${type}`).to.deep.equal({
              target: next.value,
              effects: actions.map(({ type }) => type),
              from: states.indexOf(state),
              to: states.indexOf(String(next.value)),
            });
          }
        }
      });
    });
  }

  it("brings every task to one of its two ends", () => {
    expect([...leadingTo(taskLifecycle, ["cancelled", "forgotten"])].sort()).to.deep.equal(
      Object.keys(taskLifecycle).sort(),
    );
    expect(
      Object.entries(taskLifecycle).filter(([, steps]) => Object.keys(steps).length === 0),
    ).to.deep.equal([
      ["cancelled", {}],
      ["forgotten", {}],
    ]);
  });

  it("settles every future, and lets each settled one be asked for again", () => {
    for (const end of ["finished", "error", "cancelled", "lost", "pending"]) {
      expect([...leadingTo(futureLifecycle, [end])].sort(), end).to.deep.equal(
        Object.keys(futureLifecycle).sort(),
      );
    }
  });
});

describe("a machine that has no finite table", () => {
  const refused = (config: Parameters<typeof createMachine>[0], message: RegExp) =>
    expect(() => lifecycle(createMachine(config))).to.throw(message);

  it("is refused for nested states", () => {
    refused(
      { id: "m", initial: "a", states: { a: { initial: "b", states: { b: {} } } } },
      /State "a" of "m" is not flat/,
    );
  });

  it("is refused for guards", () => {
    const on = { go: { target: "b", guard: () => true } };
    refused({ id: "m", initial: "a", states: { a: { on }, b: {} } }, /Event "go" in state "a" of "m"/);
  });

  it("is refused for two answers to one event", () => {
    const on = { go: [{ target: "b", guard: "is" }, { target: "a" }] };
    refused({ id: "m", initial: "a", states: { a: { on }, b: {} } }, /Event "go" in state "a" of "m"/);
  });

  it("is refused for actions without a name", () => {
    refused(
      { id: "m", initial: "a", states: { a: { on: { go: { actions: [() => {}] } } } } },
      /must have names/,
    );
  });

  it("is refused for what happens without an event, or on entry and exit", () => {
    const more = [
      { entry: "act" },
      { exit: "act" },
      { always: "b" },
      { after: { 10: "b" } },
      { invoke: { src: "act" } },
    ];
    for (const extra of more) {
      refused({ id: "m", initial: "a", states: { a: extra, b: {} } }, /State "a" of "m" does more/);
    }
  });

  it("is refused for answers that hold in every state", () => {
    refused(
      { id: "m", initial: "a", on: { go: ".a" }, states: { a: {} } },
      /"m" takes events in every state/,
    );
  });
});
