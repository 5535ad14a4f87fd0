import { setup } from "xstate";
import type { LeaseRequest } from "../src/protocol/coordination.ts";
import type { CoordinationEvent } from "./coordination/events.ts";
import { Leases } from "./coordination/leases.ts";

/** A lock: `free`, or `held` by one while others wait, first come first served. */
export const lockMachine = setup({
  types: {
    context: {} as { readonly tables: Leases },
    events: {} as CoordinationEvent<LeaseRequest>,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: { taken: ({ context }) => context.tables.taken > 0, left: ({ context }) => context.tables.blank },
}).createMachine({
  id: "lock",
  context: ({ input }) => ({ tables: new Leases("Lock", input.name, 1) }),
  initial: "free",
  states: {
    free: {
      on: { use: { actions: "take" } },
      always: { guard: "taken", target: "held" },
    },
    held: {
      on: {
        use: { actions: "take" },
        expired: { actions: "take" },
        lapsed: { actions: "take" },
        gone: { actions: "take" },
      },
      always: { guard: "left", target: "free" },
    },
  },
});
