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
    set: ({ context }) => context.tables.set,
    clear: ({ context }) => !context.tables.set,
  },
}).createMachine({
  id: "event",
  context: () => ({ tables: new Flag() }),
  initial: "clear",
  states: {
    clear: {
      on: {
        use: { actions: "take" },
        expired: { actions: "take" },
        gone: { actions: "take" },
      },
      always: { guard: "set", target: "set" },
    },
    set: {
      on: { use: { actions: "take" } },
      always: { guard: "clear", target: "clear" },
    },
  },
});
