import { expect } from "chai";
import fc from "fast-check";
import { assign, createActor, type StateValue, setup } from "xstate";
import { lockMachine } from "../../actors/lock.ts";
import { queueMachine } from "../../actors/queue.ts";
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

const parts = setup({
  types: { context: {} as { readonly notes: string[] }, events: {} as Event },
  actions: {
    note: ({ context, event }) => context.notes.push(`note ${event.type}`),
    enter: ({ context, event }) => context.notes.push(`enter ${event.type}`),
    leave: ({ context }) => context.notes.push("leave"),
    pass: ({ context }) => context.notes.push("pass"),
  },
  guards: {
    isOdd: ({ event }) => event.odd,
    isLate: ({ context }) => context.notes.length % 3 === 2,
    isNever: () => false,
  },
});

/** A machine that is all reactions: its states are left and entered, it moves on by itself, and does nothing of some events. */
const whole = parts.createMachine({
  context: () => ({ notes: [] }),
  initial: "here",
  on: { everywhere: { actions: "note" }, either: { guard: "isLate", actions: "note" } },
  states: {
    here: {
      exit: "leave",
      on: {
        note: { actions: ["note", "enter"] },
        move: [
          { guard: "isOdd", target: "there", actions: ["note", "pass"] },
          { guard: "isNever", target: "between" },
        ],
        either: { guard: "isOdd", target: "between" },
        count: "there",
      },
    },
    there: {
      entry: ["enter", "note"],
      exit: "leave",
      on: {
        move: { target: "between" },
        count: { guard: "isOdd", target: "here" },
        either: { actions: "pass" },
      },
      always: { guard: "isLate", target: "here", actions: "pass" },
    },
    between: {
      entry: "enter",
      on: { move: { actions: "note" } },
      always: [
        { guard: "isOdd", target: "there", actions: "pass" },
        { guard: "isLate", target: "here" },
      ],
    },
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
    const state = react(value, context, event);
    if (state === null) actor.send(event);
    else expect(state).to.equal(value);
  }
  const { value, context } = actor.getSnapshot();
  return { value, ...context };
}

describe("the reactions of a machine", () => {
  it("are what the machine itself does", () => {
    const reactions = new Reactions(machine);
    fc.assert(
      fc.property(fc.array(events, { maxLength: 20 }), (said) => {
        const own = stand(said, () => null);
        expect(stand(said, (...occasion) => reactions.react(...occasion))).to.deep.equal(own);
      }),
    );
  });

  it("are all that a machine does which is nothing but reactions: its states, too", () => {
    const reactions = new Reactions(whole);
    fc.assert(
      fc.property(fc.array(events, { maxLength: 20 }), (said) => {
        const actor = createActor(whole).start();
        const context = { notes: [] as string[] };
        let state: StateValue | null = "here";
        for (const event of said) {
          actor.send(event);
          state = reactions.react(state, context, event);
          const { value, context: own } = actor.getSnapshot();
          expect([state, context]).to.deep.equal([value, own]);
          if (state === null) return;
        }
      }),
    );
  });

  it("are all that a lock and a queue do", () => {
    const use = (request: readonly unknown[], stamp: number) => ({
      ...{ type: "use", from: "client.a", number: stamp, setting: null, timeout: null },
      ...{ request, stamp },
    });
    const lock = createActor(lockMachine, { input: { name: "l" } })
      .start()
      .getSnapshot();
    const locks = new Reactions(lockMachine);
    expect(locks.react("free", lock.context, use(["acquire"], 1))).to.equal("held");
    expect(locks.react("held", lock.context, use(["acquire"], 2))).to.equal("held");
    const queue = createActor(queueMachine, { input: { name: "q" } })
      .start()
      .getSnapshot();
    const queues = new Reactions(queueMachine);
    const item = [new Uint8Array(1), []];
    expect(queues.react("empty", queue.context, use(["get", 1], 1))).to.equal("awaited");
    expect(queues.react("awaited", queue.context, use(["put", item], 2))).to.equal("empty");
    expect(queues.react("empty", queue.context, use(["put", item], 3))).to.equal("stocked");
  });

  it("leave to the machine what changes its state or its context, and do nothing of it", () => {
    const reactions = new Reactions(machine);
    const context = { notes: [] as string[], count: 0 };
    const react = (type: Event["type"], odd = false) =>
      reactions.react("here", context, { type, odd } as Event);
    expect([react("move"), react("count"), react("either", true), react("end")]).to.deep.equal(
      Array.from({ length: 4 }, () => null),
    );
    expect(context.notes).to.deep.equal([]);
    expect([react("note"), react("end", true), react("either")]).to.deep.equal(["here", "here", "here"]);
    expect(context.notes).to.deep.equal(["note note 0", "again note", "again end"]);
  });

  it("leave all changes to a machine that comes back to a state, or leaves one from outside of it", () => {
    const begun = { context: () => ({ notes: [] }), initial: "here" } as const;
    const exit = "leave";
    const machines = [
      parts.createMachine({ ...begun, states: { here: { exit }, there: {} }, on: { everywhere: ".there" } }),
      parts.createMachine({ ...begun, states: { here: { exit, on: { everywhere: "here" } } } }),
    ];
    const event: Event = { type: "everywhere", odd: false };
    const context = { notes: [] as string[] };
    for (const each of machines) expect(new Reactions(each).react("here", context, event)).to.equal(null);
    expect(context.notes).to.deep.equal([]);
  });

  it("take the messages of a scheduler that leads and of a worker that runs", () => {
    const scheduler = createActor(schedulerMachine, { input: { epoch: 1 } }).start();
    const { context } = scheduler.getSnapshot();
    const hello = { type: "messages", from: "client.a", messages: [["client", 1, "a", null, []]] };
    expect(new Reactions(schedulerMachine).react("starting", context, hello)).to.equal(null);
    expect(new Reactions(schedulerMachine).react("leading", context, hello)).to.equal("leading");
    expect([...context.tables.clients.keys()]).to.deep.equal(["client.a"]);

    const input = { name: "ann", threads: 1, host: "here", resources: [] };
    const worker = createActor(workerMachine, { input }).start().getSnapshot();
    const reactions = new Reactions(workerMachine);
    const messages = (kind: string) => ({ type: "messages", messages: [[kind, []]] });
    const taken = ["drop", "restart", "dismissed", "refused"].map((kind) =>
      reactions.react("running", worker.context, messages(kind)),
    );
    expect(taken).to.deep.equal(["running", null, null, null]);
  });
});
