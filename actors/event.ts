import { setup } from "xstate";
import type { EventRequest } from "../src/protocol/coordination.ts";
import type { CoordinationEvent } from "./coordination/events.ts";
import { Flag } from "./coordination/flag.ts";

/** An event: `clear` while those who want to know wait, or `set` until somebody clears it. */
export const eventMachine = setup({
  types: {
    context: {} as { readonly tables: Flag },
    events: {} as CoordinationEvent<EventRequest>,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: {
    sets: ({ event }) => event.type === "use" && event.request[0] === "set",
    clears: ({ event }) => event.type === "use" && event.request[0] === "clear",
  },
}).createMachine({
  id: "event",
  context: () => ({ tables: new Flag() }),
  initial: "clear",
  states: {
    clear: {
      on: {
        use: [{ guard: "sets", target: "set", actions: "take" }, { actions: "take" }],
        expired: { actions: "take" },
        gone: { actions: "take" },
      },
    },
    set: {
      on: { use: [{ guard: "clears", target: "clear", actions: "take" }, { actions: "take" }] },
    },
  },
});
