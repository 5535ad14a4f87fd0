import { setup } from "xstate";
import type { VariableRequest } from "../src/protocol/coordination.ts";
import type { CoordinationEvent } from "./coordination/events.ts";
import { Register } from "./coordination/register.ts";

/** A variable: `unset` while those who want its value wait, or `set`. */
export const variableMachine = setup({
  types: {
    context: {} as { readonly tables: Register },
    events: {} as CoordinationEvent<VariableRequest>,
    input: {} as { readonly name: string },
  },
  actions: { take: ({ context, event }) => context.tables.take(event) },
  guards: {
    sets: ({ event }) => event.type === "use" && event.request[0] === "set",
    deletes: ({ event }) => event.type === "use" && event.request[0] === "delete",
  },
}).createMachine({
  id: "variable",
  context: () => ({ tables: new Register() }),
  initial: "unset",
  // Watchers come and go, and take what they were given, in either state.
  on: {
    expired: { actions: "take" },
    took: { actions: "take" },
    gone: { actions: "take" },
  },
  states: {
    unset: {
      on: { use: [{ guard: "sets", target: "set", actions: "take" }, { actions: "take" }] },
    },
    set: {
      on: { use: [{ guard: "deletes", target: "unset", actions: "take" }, { actions: "take" }] },
    },
  },
});
