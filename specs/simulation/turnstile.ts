import { assign, setup } from "xstate";

/** Remembers who has passed, in that order. */
export const turnstile = setup({
  types: {
    context: {} as { readonly passed: readonly string[] },
    events: {} as { readonly type: "pass"; readonly who: string },
  },
}).createMachine({
  context: { passed: [] },
  on: { pass: { actions: assign({ passed: ({ context, event }) => [...context.passed, event.who] }) } },
});
