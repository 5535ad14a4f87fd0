import { setup } from "xstate";
import type { LeaseRequest } from "../src/protocol/coordination.ts";
import type { CoordinationEvent } from "./coordination/events.ts";
import { Leases } from "./coordination/leases.ts";

/** A semaphore: `free`, `shared` by some with leases left, or `exhausted`, and then others may wait, first come first served. */
export const semaphoreMachine = setup({
  types: {
    context: {} as { readonly tables: Leases },
    events: {} as CoordinationEvent<LeaseRequest>,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: {
    free: ({ context: { tables } }) => tables.taken === 0,
    shared: ({ context: { tables } }) => tables.taken > 0 && tables.left > 0,
    exhausted: ({ context: { tables } }) => tables.left === 0,
  },
}).createMachine({
  id: "semaphore",
  context: ({ input }) => ({ tables: new Leases("Semaphore", input.name, null) }),
  initial: "free",
  on: { use: { actions: "take" } },
  states: {
    free: {
      always: [
        { guard: "shared", target: "shared" },
        { guard: "exhausted", target: "exhausted" },
      ],
    },
    shared: {
      on: { lapsed: { actions: "take" }, gone: { actions: "take" } },
      always: [
        { guard: "free", target: "free" },
        { guard: "exhausted", target: "exhausted" },
      ],
    },
    exhausted: {
      on: {
        expired: { actions: "take" },
        lapsed: { actions: "take" },
        gone: { actions: "take" },
      },
      always: [
        { guard: "free", target: "free" },
        { guard: "shared", target: "shared" },
      ],
    },
  },
});
