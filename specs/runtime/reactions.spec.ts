import { expect } from "chai";
import fc from "fast-check";
import { assign, createActor, setup } from "xstate";
import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import { workerMachine } from "../../actors/worker/machine.ts";
import { Reactions } from "../../src/runtime/reactions.ts";

type Event = {
  readonly type: "note" | "count" | "move" | "either" | "everywhere" | "end";
  readonly odd: boolean;
};

/** A machine with every way to take an event: with and without guards, actions, changes, and a state to go to. */
const machine = setup({
  types: { context: {} as { readonly notes: string[]; readonly count: number }, events: {} as Event },
  actions: {
    note: ({ context, event }) => context.notes.push(`note ${event.type} ${context.count}`),
    again: ({ context, event }) => context.notes.push(`again ${event.type}`),
    enter: ({ context }) => context.notes.push("enter"),
    count: assign({ count: ({ context }) => context.count + 1 }),
  },
  guards: { isOdd: ({ event }) => event.odd, isHigh: ({ context }) => context.count > 1 },
}).createMachine({
  context: () => ({ notes: [], count: 0 }),
  initial: "here",
  on: {
    everywhere: { actions: "note" },
    either: { guard: "isHigh", actions: "note" },
    end: ".over",
  },
  states: {
    here: {
      on: {
        note: { actions: ["note", "again"] },
        count: { actions: ["note", "count"] },
        move: { target: "there", actions: "note" },
        either: [{ guard: "isOdd", target: "there" }],
        end: { guard: "isOdd", actions: "again" },
      },
    },
    there: {
      entry: "enter",
      on: {
        move: [
          { guard: "isHigh", actions: "again" },
          { guard: "isOdd", target: "here" },
          { actions: "note" },
        ],
        note: { guard: "isOdd", actions: "note" },
        everywhere: { actions: ["again", "count"] },
        count: { actions: ({ context }) => context.notes.push("inline") },
      },
    },
    over: { type: "final" },
  },
});

const events: fc.Arbitrary<Event> = fc.record({
  type: fc.constantFrom("note", "count", "move", "either", "everywhere"),
  odd: fc.boolean(),
});

/** How a machine stands after `events`, each of which it takes by itself or has `react` take. */
function stand(said: readonly Event[], react: Reactions["react"]) {
  const actor = createActor(machine).start();
  for (const event of said) {
    const { value, context } = actor.getSnapshot();
    if (!react(value, context, event)) actor.send(event);
  }
  const { value, context } = actor.getSnapshot();
  return { value, ...context };
}

describe("the reactions of a machine", () => {
  it("are what the machine itself does", () => {
    const reactions = new Reactions(machine);
    fc.assert(
      fc.property(fc.array(events, { maxLength: 20 }), (said) => {
        const own = stand(said, () => false);
        expect(stand(said, (...occasion) => reactions.react(...occasion))).to.deep.equal(own);
      }),
    );
  });

  it("leave to the machine what changes its state or its context, and do nothing of it", () => {
    const reactions = new Reactions(machine);
    const context = { notes: [] as string[], count: 0 };
    const react = (type: Event["type"], odd = false) =>
      reactions.react("here", context, { type, odd } as Event);
    expect([react("move"), react("count"), react("either", true), react("end")]).to.deep.equal(
      Array.from({ length: 4 }, () => false),
    );
    expect(context.notes).to.deep.equal([]);
    expect([react("note"), react("end", true), react("either")]).to.deep.equal([true, true, true]);
    expect(context.notes).to.deep.equal(["note note 0", "again note", "again end"]);
  });

  it("take the messages of a scheduler that leads and of a worker that runs", () => {
    const scheduler = createActor(schedulerMachine, { input: { epoch: 1 } }).start();
    const { context } = scheduler.getSnapshot();
    const hello = { type: "messages", from: "client.a", messages: [["client", 1, "a"]] };
    expect(new Reactions(schedulerMachine).react("starting", context, hello)).to.equal(false);
    expect(new Reactions(schedulerMachine).react("leading", context, hello)).to.equal(true);
    expect([...context.tables.clients.keys()]).to.deep.equal(["client.a"]);

    const input = { name: "ann", threads: 1, host: "here", resources: [] };
    const worker = createActor(workerMachine, { input }).start().getSnapshot();
    const reactions = new Reactions(workerMachine);
    const messages = (kind: string) => ({ type: "messages", messages: [[kind, []]] });
    const taken = ["drop", "restart", "dismissed", "refused"].map((kind) =>
      reactions.react("running", worker.context, messages(kind)),
    );
    expect(taken).to.deep.equal([true, false, false, false]);
  });
});
