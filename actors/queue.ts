import { setup } from "xstate";
import type { QueueRequest } from "../src/protocol/coordination.ts";
import type { CoordinationEvent } from "./coordination/events.ts";
import { Items } from "./coordination/items.ts";

/**
 * A queue: `empty`, or `stocked` with items that nobody waits for; `awaited` by gets that want more than there
 * is, or `full` with puts that wait for room. First come first served, on both sides.
 */
export const queueMachine = setup({
  types: {
    context: {} as { readonly tables: Items },
    events: {} as CoordinationEvent<QueueRequest>,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: {
    puts: ({ event }) => event.type === "use" && event.request[0] === "put",
    drains: ({ context, event }) => event.type === "use" && context.tables.isDrainedBy(event),
    empty: ({ context: { tables } }) => tables.size === 0 && tables.waiting === 0,
    stocked: ({ context: { tables } }) => tables.size > 0 && tables.waiting === 0,
    awaited: ({ context: { tables } }) => tables.getters > 0,
    full: ({ context: { tables } }) => tables.putters > 0,
  },
}).createMachine({
  id: "queue",
  context: ({ input }) => ({ tables: new Items(input.name) }),
  initial: "empty",
  // What was given may be taken, and its user be gone, whatever has become of the queue since.
  on: { use: { actions: "take" }, took: { actions: "take" }, gone: { actions: "take" } },
  states: {
    empty: {
      on: { use: [{ guard: "puts", target: "stocked", actions: "take" }, { actions: "take" }] },
      always: { guard: "awaited", target: "awaited" },
    },
    stocked: {
      on: { use: [{ guard: "drains", target: "empty", actions: "take" }, { actions: "take" }] },
      always: [
        { guard: "awaited", target: "awaited" },
        { guard: "full", target: "full" },
      ],
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
