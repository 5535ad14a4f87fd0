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
  guards: {
    acquires: ({ event }) => event.type === "use" && event.request[0] === "acquire",
    frees: ({ context, event }) => context.tables.isFreedBy(event),
  },
}).createMachine({
  id: "lock",
  context: ({ input }) => ({ tables: new Leases("Lock", input.name, 1) }),
  initial: "free",
  states: {
    free: {
      on: { use: [{ guard: "acquires", target: "held", actions: "take" }, { actions: "take" }] },
    },
    held: {
      on: {
        use: [{ guard: "frees", target: "free", actions: "take" }, { actions: "take" }],
        expired: { actions: "take" },
        lapsed: [{ guard: "frees", target: "free", actions: "take" }, { actions: "take" }],
        gone: [{ guard: "frees", target: "free", actions: "take" }, { actions: "take" }],
      },
    },
  },
});
