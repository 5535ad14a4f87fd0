import type { AnyStateMachine, EventObject } from "xstate";

/** What guards and actions are given. */
interface Occasion {
  readonly context: unknown;
  readonly event: EventObject;
}

type Guard = (occasion: Occasion) => boolean;
type Action = (occasion: Occasion) => void;

/** What is done about an event where the guard, if there is one, agrees. */
interface Reaction {
  readonly guard: Guard | null;
  /** Null where the state or the context changes, which is for XState to do. */
  readonly actions: readonly Action[] | null;
}

/**
 * What a machine does about events that leave its state and context as they are, such as every batch of messages:
 * its own guards and actions, found once. XState finds them anew for each event, which takes ten times as long.
 */
export class Reactions {
  static readonly #found = new WeakMap<AnyStateMachine, Reactions>();
  readonly #states = new Map<unknown, Map<string, readonly Reaction[]>>();

  constructor(machine: AnyStateMachine) {
    for (const [state, { transitions, states, always }] of Object.entries(machine.states)) {
      if (Object.keys(states).length > 0 || (always?.length ?? 0) > 0) continue;
      const reactions = new Map<string, readonly Reaction[]>();
      for (const event of [...transitions.keys(), ...machine.root.transitions.keys()]) {
        const choices = [...(transitions.get(event) ?? []), ...(machine.root.transitions.get(event) ?? [])];
        reactions.set(
          event,
          choices.map((choice) => reactionOf(machine, choice)),
        );
      }
      this.#states.set(state, reactions);
    }
  }

  /** Those of a machine, which many may run. */
  static of(machine: AnyStateMachine): Reactions {
    const found = Reactions.#found.get(machine) ?? new Reactions(machine);
    Reactions.#found.set(machine, found);
    return found;
  }

  /** Reacts to `event` in `state`; false, with nothing done, where that is for XState to do. */
  react(state: unknown, context: unknown, event: EventObject): boolean {
    const reactions = this.#states.get(state)?.get(event.type);
    if (reactions === undefined) return false;
    const occasion = { context, event };
    for (const { guard, actions } of reactions) {
      if (guard !== null && !guard(occasion)) continue;
      if (actions === null) return false;
      for (const action of actions) action(occasion);
      return true;
    }
    return true;
  }
}

type Transition = AnyStateMachine["root"]["on"][string][number];

function reactionOf(machine: AnyStateMachine, { target, guard, actions }: Transition): Reaction {
  const found = actions.map((action) => plain<Action>(machine.implementations.actions, action));
  const agrees = guard === undefined ? null : plain<Guard>(machine.implementations.guards, guard);
  if (target !== undefined || agrees === undefined || found.includes(undefined)) {
    return { guard: agrees ?? null, actions: null };
  }
  return { guard: agrees, actions: found as Action[] };
}

/** The function behind a name; none where XState makes more of it, or gives it more than the occasion. */
function plain<T>(named: Readonly<Record<string, unknown>>, part: unknown): T | undefined {
  const found = typeof part === "string" ? named[part] : undefined;
  return typeof found === "function" && Object.keys(found).length === 0 ? (found as T) : undefined;
}
