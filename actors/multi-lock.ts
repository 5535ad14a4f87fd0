import { setup } from "xstate";
import { Bundle, type BundleEvent } from "./coordination/bundle.ts";

/**
 * A multi-lock: `idle`, `taking` its locks one after the other in the order of their names, or `held`. It uses
 * locks as every client does.
 */
export const multiLockMachine = setup({
  types: {
    context: {} as { readonly tables: Bundle },
    events: {} as BundleEvent,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: {
    idle: ({ context }) => context.tables.blank,
    taking: ({ context }) => context.tables.taking,
    held: ({ context }) => context.tables.held,
  },
}).createMachine({
  id: "multiLock",
  context: () => ({ tables: new Bundle() }),
  initial: "idle",
  on: { use: { actions: "take" } },
  states: {
    idle: {
      always: [
        { guard: "taking", target: "taking" },
        { guard: "held", target: "held" },
      ],
    },
    taking: {
      on: {
        granted: { actions: "take" },
        expired: { actions: "take" },
        lapsed: { actions: "take" },
        gone: { actions: "take" },
      },
      always: [
        { guard: "idle", target: "idle" },
        { guard: "held", target: "held" },
      ],
    },
    held: {
      on: { lapsed: { actions: "take" }, gone: { actions: "take" } },
      always: { guard: "idle", target: "idle" },
    },
  },
});
