import { assign, setup } from "xstate";

/** Goes from light to light by itself, as often as `rounds` says; a button brings the next one at once. */
export const trafficLight = setup({
  types: {
    context: {} as { round: number; rounds: number },
    events: {} as { type: "BUTTON" },
    input: {} as { rounds: number },
    output: {} as string,
    tags: {} as "go" | "stop",
  },
  guards: { isLast: ({ context }) => context.round === context.rounds },
}).createMachine({
  context: ({ input }) => ({ round: 1, rounds: input.rounds }),
  initial: "red",
  states: {
    red: { tags: "stop", after: { 300: "green" }, on: { BUTTON: "green" } },
    green: { tags: "go", after: { 300: "yellow" }, on: { BUTTON: "yellow" } },
    yellow: {
      tags: "stop",
      after: {
        100: [
          { guard: "isLast", target: "off" },
          { target: "red", actions: assign({ round: ({ context }) => context.round + 1 }) },
        ],
      },
    },
    off: { type: "final" },
  },
  output: ({ context }) => `off after ${context.round} rounds`,
});
