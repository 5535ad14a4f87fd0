import type { AnyStateMachine, EventObject, StateValue } from "xstate";

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
  /** Those of leaving and entering a state among them; null where XState has to do it. */
  readonly actions: readonly Action[] | null;
  /** The state that comes of it. */
  readonly to: string;
}

interface State {
  readonly events: ReadonlyMap<string, readonly Reaction[]>;
  /** What is done after every event, until none agrees. */
  readonly always: readonly Reaction[];
}

type StateNode = AnyStateMachine["root"];
type Transition = StateNode["on"][string][number];

const NONE: readonly never[] = [];

/**
 * What a machine does about events: its own guards and actions, found once. XState finds them anew for each event,
 * which takes ten times as long. Where all of a machine is like that, it is all done here; of any other machine,
 * what leaves its state and context as they are, such as every batch of messages.
 */
export class Reactions {
  static readonly #found = new WeakMap<AnyStateMachine, Reactions>();
  readonly #states = new Map<StateValue, State>();
  readonly #whole: boolean;

  constructor(machine: AnyStateMachine) {
    const nodes = Object.values(machine.states);
    const all = nodes.map((node) => stateOf(machine, node, true));
    this.#whole = machine.root.type === "compound" && all.every(isWhole);
    for (const node of nodes) {
      const state = stateOf(machine, node, this.#whole);
      if (state !== null) this.#states.set(node.key, state);
    }
  }

  /** Those of a machine, which many may run. */
  static of(machine: AnyStateMachine): Reactions {
    const found = Reactions.#found.get(machine) ?? new Reactions(machine);
    Reactions.#found.set(machine, found);
    return found;
  }

  /** Reacts to `event` in `state`, and returns the state afterwards; null, with nothing done, where that is for XState to do. */
  react(state: StateValue, context: unknown, event: EventObject): StateValue | null {
    const reactions = this.#states.get(state)?.events.get(event.type) ?? (this.#whole ? NONE : null);
    const occasion = { context, event };
    const first = reactions === null ? null : choose(reactions, occasion);
    if (first === null || first?.actions === null) return null;
    let now = act(state, first, occasion);
    for (let next = this.#after(now, occasion); next !== undefined; next = this.#after(now, occasion))
      now = act(now, next, occasion);
    return now;
  }

  #after(state: StateValue, occasion: Occasion): Reaction | undefined {
    return choose(this.#states.get(state)?.always ?? NONE, occasion);
  }
}

function choose(reactions: readonly Reaction[], occasion: Occasion): Reaction | undefined {
  return reactions.find(({ guard }) => guard === null || guard(occasion));
}

function act(state: StateValue, reaction: Reaction | undefined, occasion: Occasion): StateValue {
  if (reaction === undefined) return state;
  for (const action of reaction.actions ?? NONE) action(occasion);
  return reaction.to;
}

/** What is done in a state, where it may be left only if `moves`; null where there is more to that than reactions. */
function stateOf(machine: AnyStateMachine, node: StateNode, moves: boolean): State | null {
  const { root } = machine;
  const { transitions, states, always = NONE, invoke } = node;
  const names = new Set([...transitions.keys(), ...root.transitions.keys()]);
  const isPlain = Object.keys(states).length + invoke.length === 0 && !names.has("*");
  if (!isPlain || root.always !== undefined || (always.length > 0 && !moves)) return null;
  const find = (choices: readonly Transition[]) =>
    choices.map((choice) => reactionOf(machine, node, choice, moves));
  const events = new Map<string, Reaction[]>();
  for (const name of names) {
    events.set(name, find([...(transitions.get(name) ?? NONE), ...(root.transitions.get(name) ?? NONE)]));
  }
  return { events, always: find(always) };
}

function isWhole(state: State | null): boolean {
  return (
    state !== null && [...state.events.values(), state.always].flat().every(({ actions }) => actions !== null)
  );
}

function reactionOf(
  machine: AnyStateMachine,
  from: StateNode,
  transition: Transition,
  moves: boolean,
): Reaction {
  const { target, guard, actions } = transition;
  const [to = from] = target ?? NONE;
  const isMove = target !== undefined;
  const done = isMove ? [...from.exit, ...actions, ...to.entry] : actions;
  const found = done.map((action) => plain<Action>(machine.implementations.actions, action));
  const agrees = guard === undefined ? null : plain<Guard>(machine.implementations.guards, guard);
  const isSimple = !isMove || (moves && to !== from && to.type === "atomic");
  const isPlain = isSimple && agrees !== undefined && !found.includes(undefined);
  return { guard: agrees ?? null, actions: isPlain ? (found as Action[]) : null, to: to.key };
}

/** The function behind a name; none where XState makes more of it, or gives it more than the occasion. */
function plain<T>(named: Readonly<Record<string, unknown>>, part: unknown): T | undefined {
  const found = typeof part === "string" ? named[part] : undefined;
  return typeof found === "function" && Object.keys(found).length === 0 ? (found as T) : undefined;
}
