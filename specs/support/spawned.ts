import { writeFileSync } from "node:fs";
import { type ActorRef, type Future, getClient, getWorker } from "troupe";
import { assign, fromCallback, fromPromise, setup } from "xstate";

export * from "./machines.ts";

/** Has a task square a number, rests, and is done. */
export const squaring = setup({
  types: {
    context: {} as { worker: string; n: number },
    input: {} as { n: number },
    output: {} as { worker: string; n: number },
  },
  actors: {
    square: fromPromise(({ input }: { input: number }) =>
      getClient()
        .submit((n: number) => n * n, input)
        .result(),
    ),
  },
}).createMachine({
  context: ({ input }) => ({ worker: getWorker().name, n: input.n }),
  initial: "asking",
  states: {
    asking: {
      invoke: {
        src: "square",
        input: ({ context }) => context.n,
        onDone: { target: "resting", actions: assign({ n: ({ event }) => event.output }) },
      },
    },
    resting: { after: { 10: "done" } },
    done: { type: "final" },
  },
  output: ({ context }) => context,
});

/** Is done by itself, after a while. */
export const resting = setup({ types: { output: {} as string } }).createMachine({
  initial: "resting",
  states: { resting: { after: { 1500: "rested" } }, rested: { type: "final" } },
  output: "rested",
});

/** Goes on by itself, without an end. */
export const ticking = setup({}).createMachine({
  initial: "tick",
  states: { tick: { after: { 10: "tock" } }, tock: { after: { 10: "tick" } } },
});

/** Throws while it begins. */
export const stillborn = setup({}).createMachine({
  entry: () => {
    throw new RangeError("not like this");
  },
});

/** Ends its thread. */
export const exiting = setup({ types: { events: {} as { type: "exit" } } }).createMachine({
  on: { exit: { actions: () => process.exit(3) } },
});

/** Writes into a file that it has been ended. */
export const mourning = fromCallback<{ type: "none" }, { path: string }>(
  ({ input }) =>
    () =>
      writeFileSync(input.path, "ended"),
);

/** Has a future in its context, and in its output. */
export const promising = setup({
  types: {
    context: {} as { future: Future<number> | null },
    events: {} as { type: "submit"; n: number } | { type: "end" },
    output: {} as { future: Future<number> | null },
  },
}).createMachine({
  context: { future: null },
  initial: "on",
  states: {
    on: {
      on: {
        submit: {
          actions: assign({ future: ({ event }) => getClient().submit((n: number) => n + 1, event.n) }),
        },
        end: "off",
      },
    },
    off: { type: "final" },
  },
  output: ({ context }) => context,
});

/** Keeps what it is given, and ends its process when it is told to. */
export const holding = setup({
  types: {
    context: {} as { held: unknown },
    events: {} as { type: "hold"; value: unknown } | { type: "grow"; bytes: number } | { type: "die" },
  },
}).createMachine({
  context: { held: null },
  on: {
    hold: { actions: assign({ held: ({ event }) => event.value }) },
    grow: { actions: assign({ held: ({ event }) => new Uint8Array(event.bytes).fill(7) }) },
    die: { actions: () => process.kill(process.pid, "SIGKILL") },
  },
});

/** Counts on another actor. */
export const delegating = setup({
  types: {
    context: {} as { n: number },
    events: {} as { type: "count"; counter: ActorRef<{ increment(): number }> },
  },
  actors: {
    count: fromPromise(({ input }: { input: ActorRef<{ increment(): number }> }) =>
      input.increment().then((n) => n),
    ),
  },
}).createMachine({
  context: { n: 0 },
  initial: "idle",
  states: {
    idle: { on: { count: "counting" } },
    counting: {
      invoke: {
        src: "count",
        input: ({ event }) => event.counter,
        onDone: { target: "idle", actions: assign({ n: ({ event }) => event.output }) },
      },
    },
  },
});

export class NoLogic {}

export const nothing = { states: {} };
