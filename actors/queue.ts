import { setup } from "xstate";
import { Items, type ItemsEvent } from "./coordination/items.ts";

/**
 * A queue: `empty`, or `stocked` with items that nobody waits for; `awaited` by gets that want more than there
 * is, or `full` with puts that wait for room. First come first served, on both sides.
 */
export const queueMachine = setup({
  types: {
    context: {} as { readonly tables: Items },
    events: {} as ItemsEvent,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: {
    stocks: ({ event }) => event.type === "use" && event.request[0] === "put",
    drains: ({ context, event }) => event.type === "use" && context.tables.isDrainedBy(event),
    awaits: ({ context, event }) => event.type === "use" && context.tables.isAwaitedBy(event),
    fills: ({ context, event }) => event.type === "use" && context.tables.isFullFor(event),
    empty: ({ context: { tables } }) => tables.size === 0 && tables.waiting === 0,
    stocked: ({ context: { tables } }) => tables.size > 0 && tables.waiting === 0,
  },
}).createMachine({
  id: "queue",
  context: ({ input }) => ({ tables: new Items(input.name) }),
  initial: "empty",
  // What was given may be taken, and its user be gone, whatever has become of the queue since.
  on: {
    use: { actions: "take" },
    took: { actions: "take" },
    returned: { actions: "take" },
    gone: { actions: "take" },
  },
  states: {
    empty: {
      on: {
        returned: { target: "stocked", actions: "take" },
        use: [
          { guard: "stocks", target: "stocked", actions: "take" },
          { guard: "awaits", target: "awaited", actions: "take" },
          { actions: "take" },
        ],
      },
    },
    stocked: {
      on: {
        use: [
          { guard: "drains", target: "empty", actions: "take" },
          { guard: "awaits", target: "awaited", actions: "take" },
          { guard: "fills", target: "full", actions: "take" },
          { actions: "take" },
        ],
      },
    },
    awaited: {
      on: {
        expired: { actions: "take" },
        lapsed: { actions: "take" },
      },
      always: [
        { guard: "empty", target: "empty" },
        { guard: "stocked", target: "stocked" },
      ],
    },
    full: {
      on: { expired: { actions: "take" } },
      always: { guard: "stocked", target: "stocked" },
    },
  },
});
