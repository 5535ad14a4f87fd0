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
    set: ({ context }) => context.tables.set,
    unset: ({ context }) => !context.tables.set,
  },
}).createMachine({
  id: "variable",
  context: () => ({ tables: new Register() }),
  initial: "unset",
  // Watchers come and go, and take what they were given, in either state.
  on: {
    use: { actions: "take" },
    expired: { actions: "take" },
    took: { actions: "take" },
    gone: { actions: "take" },
  },
  states: {
    unset: { always: { guard: "set", target: "set" } },
    set: { always: { guard: "unset", target: "unset" } },
  },
});
