import type { AnyStateMachine } from "xstate";
import type { Chart, StateForm, TransitionForm } from "../protocol/chart.ts";

type StateNode = AnyStateMachine["root"];

/** How XState calls events of its own, and what they are called here. */
const OWN: readonly (readonly [prefix: string, label: string])[] = [
  ["xstate.after.", "after"],
  ["xstate.done.state.", "done"],
  ["xstate.done.actor.", "done"],
  ["xstate.error.actor.", "error"],
  ["xstate.snapshot.", "snapshot"],
];

/** What XState calls a machine that has no id. */
const UNNAMED = "(machine)";

/**
 * The chart of a machine, which goes by `name` where it has no id. What an event does without a change of state is
 * a transition from a state to itself.
 */
export function chartOf({ id, root }: AnyStateMachine, name = id): Chart {
  const transitions = new Map<string, TransitionForm>();
  const add = (from: StateNode, targets: readonly StateNode[] | undefined, label: string): void => {
    for (const to of targets ?? [from]) {
      const transition = [idOf(from), idOf(to), label] as const;
      transitions.set(transition.join("\n"), transition);
    }
  };
  const read = (node: StateNode): StateForm => {
    for (const [event, choices] of node.transitions)
      for (const { target } of choices) add(node, target, labelOf(event, node.id));
    for (const { target } of node.always ?? []) add(node, target, "always");
    const [first] = node.type === "compound" ? (node.initial.target ?? []) : [];
    const inside = Object.values(node.states).map(read);
    return [node.key, node.type, first === undefined ? null : idOf(first), inside];
  };
  const title = id === UNNAMED ? name : id;
  const [, ...whole] = read(root);
  return [title, [title, ...whole], [...transitions.values()]];
}

/** Ids of the states that a machine is in, by the value of its state. */
export function statesIn(value: unknown, above = ""): string[] {
  if (typeof value === "string") return [`${above}${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${above}${key}`,
    ...statesIn(inner, `${above}${key}.`),
  ]);
}

/** What the events of a machine are called in its chart, where that is not what XState calls them. */
export function labelsOf({ root }: AnyStateMachine): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const read = (node: StateNode): void => {
    for (const event of node.transitions.keys()) labels.set(event, labelOf(event, node.id));
    for (const inner of Object.values(node.states)) read(inner);
  };
  read(root);
  return labels;
}

/** XState's own events are told in a word or two; they end with the state's id, unless somebody gave a name. */
function labelOf(event: string, state: string): string {
  const [prefix, label] = OWN.find(([known]) => event.startsWith(known)) ?? [];
  if (prefix === undefined || label === undefined) return event;
  const about = event.slice(prefix.length);
  const given =
    about === state ? "" : about.endsWith(`.${state}`) ? about.slice(0, -state.length - 1) : about;
  // What is invoked without a name has a number.
  const told = label !== "after" && /^\d*$/.test(given) ? "" : given;
  return told === "" ? label : `${label} ${told}`;
}

function idOf({ path }: StateNode): string {
  return path.join(".");
}
