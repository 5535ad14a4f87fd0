import type { Random } from "./random.ts";

type Deed = "add" | "count" | "refuse" | "visit" | "bounce" | "lend" | "hang";

/** What one client does, at some time; of an actor that it knows, where it is called. */
export type Step = {
  [Kind in keyof Particulars]: {
    readonly kind: Kind;
    readonly at: number;
    readonly client: number;
    readonly till: number;
  } & Particulars[Kind];
}[keyof Particulars];

/** What there is to know of each kind of step. */
interface Particulars {
  open: {
    readonly named: boolean;
    readonly timeout: number;
    readonly broken: boolean;
    readonly isolate: boolean;
    readonly concurrency: number;
  };
  call: { readonly deed: Deed; readonly amount: number; readonly cancel: number | null };
  carry: { readonly other: number };
  befriend: { readonly other: number };
  task: { readonly times: number; readonly eager: boolean };
  /** Of what a call gives, a task makes something. */
  pass: object;
  find: object;
  read: object;
  kill: object;
  drop: object;
}

/** How a bank's day is drawn. */
export interface Size {
  readonly clients: number;
  readonly tills: number;
  readonly steps: number;
  /** Virtual ms. */
  readonly span: number;
}

const DEEDS: readonly Deed[] = ["add", "add", "count", "refuse", "visit", "bounce", "lend"];

/** Draws what happens: actors are opened early, and then whatever the dice say. */
export function drawSteps(random: Random, { clients, tills, steps, span }: Size): Step[] {
  const drawn: Step[] = [];
  for (let till = 0; till < tills; till++) {
    drawn.push({
      kind: "open",
      at: random.next() * span * 0.1,
      client: random.below(clients),
      till,
      named: random.chance(0.4),
      timeout: random.chance(0.2) ? 300 + random.below(1000) : 0,
      broken: random.chance(0.05),
      isolate: random.chance(0.1),
      concurrency: random.chance(0.3) ? 2 + random.below(3) : 1,
    });
  }
  while (drawn.length < tills + steps) drawn.push(drawStep(random, clients, tills, span));
  return drawn.sort((one, other) => one.at - other.at);
}

function drawStep(random: Random, clients: number, tills: number, span: number): Step {
  const till = random.below(tills);
  const who = { at: random.next() * span, client: random.below(clients), till };
  const dice = random.next();
  if (dice < 0.02) return { ...who, kind: "kill" };
  if (dice < 0.05) return { ...who, kind: "drop" };
  if (dice < 0.15) return { ...who, kind: "find" };
  if (dice < 0.18) return { ...who, kind: "read" };
  if (dice < 0.22) return { ...who, kind: "pass" };
  if (dice < 0.3) return { ...who, kind: "task", times: 1 + random.below(5), eager: random.chance(0.5) };
  // Each knows only those after it, so that no two wait for each other.
  const other = till + 1 + random.below(Math.max(1, tills - till - 1));
  if (dice < 0.4 && other < tills) return { ...who, kind: "befriend", other };
  if (dice < 0.45) return { ...who, kind: "carry", other: random.below(tills) };
  if (random.chance(0.05)) return { ...who, kind: "call", deed: "hang", amount: 0, cancel: null };
  const cancel = random.chance(0.1) ? random.next() * 100 : null;
  return { ...who, kind: "call", deed: random.pick(DEEDS), amount: 1 + random.below(9), cancel };
}
