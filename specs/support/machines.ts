import { of } from "rxjs";
import { assign, emit, fromCallback, fromObservable, fromPromise, fromTransition, setup } from "xstate";

/** Counts what is added to it, and says whether that is even. */
export const counting = setup({
  types: {
    context: {} as { n: number },
    events: {} as { type: "add"; by: number } | { type: "end" } | { type: "fail" },
    emitted: {} as { type: "added"; n: number },
    input: {} as { n: number } | undefined,
    output: {} as { total: number },
    tags: {} as "even" | "odd",
  },
  guards: { isOdd: ({ context }) => Math.abs(context.n % 2) === 1 },
}).createMachine({
  context: ({ input }) => ({ n: input?.n ?? 0 }),
  initial: "counting",
  states: {
    counting: {
      initial: "even",
      on: {
        add: {
          target: ".even",
          actions: [
            assign({ n: ({ context, event }) => context.n + event.by }),
            emit(({ context }) => ({ type: "added", n: context.n })),
          ],
        },
        end: "ended",
        fail: {
          actions: () => {
            throw new RangeError("no more");
          },
        },
      },
      states: { even: { tags: "even", always: { target: "odd", guard: "isOdd" } }, odd: { tags: "odd" } },
    },
    ended: { type: "final" },
  },
  output: ({ context }) => ({ total: context.n }),
});

/** Has what cannot travel in its context, on demand. */
export const keeping = setup({
  types: {
    context: {} as { kept: unknown },
    events: {} as { type: "keep" } | { type: "drop" } | { type: "end" },
    output: {} as string,
  },
}).createMachine({
  context: { kept: null },
  initial: "open",
  states: {
    open: {
      on: {
        keep: { actions: assign({ kept: () => () => 1 }) },
        drop: { actions: assign({ kept: null }) },
        end: "ended",
      },
    },
    ended: { type: "final" },
  },
  output: "kept to the end",
});

/** Emits what cannot travel. */
export const emitting = setup({
  types: { emitted: {} as { type: "gone"; act: unknown } },
}).createMachine({
  on: { go: { actions: [emit({ type: "gone", act: () => 1 }), emit({ type: "gone", act: null })] } },
});

export const doubled = fromPromise(async ({ input }: { input: { n: number } }) => input.n * 2);

export const rejected = fromPromise(async () => {
  throw new RangeError("not today");
});

export const summing = fromTransition((sum: number, event: { type: "add"; by: number }) => sum + event.by, 0);

export const letters = fromObservable(() => of("a", "b"));

export const echoing = fromCallback<{ type: "say"; text: string }>(({ receive, emit: give }) =>
  receive((event) => give({ ...event, type: "said" })),
);
