import type { AnyStateMachine } from "xstate";

/** What one event does in one state: where to, and which named effects follow. */
interface Step<State extends string, Effect extends string> {
  readonly target: State;
  readonly effects: readonly Effect[];
  /** Numbers of the states before and after, in the machine's order. */
  readonly from: number;
  readonly to: number;
}

/** The finite table of a machine: state × event → step. A missing entry is an impossible transition. */
export type Lifecycle<State extends string, Event extends string, Effect extends string> = {
  readonly [S in State]: { readonly [E in Event]?: Step<State, Effect> };
};

/**
 * Derives the flat table of `machine`, so that a hundred thousand rows can follow it without an
 * actor each. The machine must be flat, free of guards, name its actions, and act on events alone.
 */
export function lifecycle<State extends string, Event extends string, Effect extends string>(
  machine: AnyStateMachine,
): Lifecycle<State, Event, Effect> {
  const table: Record<string, Record<string, Step<State, Effect>>> = {};
  if (machine.root.transitions.size > 0) throw new Error(`"${machine.id}" takes events in every state.`);
  const order = Object.keys(machine.states);
  for (const [state, node] of Object.entries(machine.states)) {
    if (Object.keys(node.states).length > 0)
      throw new Error(`State "${state}" of "${machine.id}" is not flat.`);
    if (node.entry.length + node.exit.length + node.invoke.length + (node.always?.length ?? 0) > 0) {
      throw new Error(`State "${state}" of "${machine.id}" does more than to take events.`);
    }
    const steps: Record<string, Step<State, Effect>> = {};
    for (const [event, transitions] of node.transitions) {
      const [transition, ...others] = transitions;
      if (transition === undefined || others.length > 0 || transition.guard !== undefined) {
        throw new Error(
          `Event "${event}" in state "${state}" of "${machine.id}" is not one transition without guard.`,
        );
      }
      const effects = transition.actions.map((action) => nameOf(action) as Effect);
      const target = transition.target?.[0]?.key ?? state;
      const [from, to] = [order.indexOf(state), order.indexOf(target)];
      steps[event] = { target: target as State, effects, from, to };
    }
    table[state] = steps;
  }
  return table as Lifecycle<State, Event, Effect>;
}

function nameOf(action: unknown): string {
  if (typeof action === "string") return action;
  if (typeof action === "object" && action !== null && "type" in action) return String(action.type);
  throw new Error("A life cycle's actions must have names.");
}
