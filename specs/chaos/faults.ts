import type { Random } from "../simulation/random.ts";

/** Which processes a fault can meet. */
export type Role = "worker" | "scheduler" | "nats-server";

/** What happens to one process: it is killed, or frozen for so many ms. */
type Blow = readonly ["kill"] | readonly ["freeze", ms: number];

/** A fault, `at` ms after the beginning, of the one process in a role that `which` (from 0 up to 1) picks. */
export interface Fault {
  readonly at: number;
  readonly role: Role;
  readonly blow: Blow;
  readonly which: number;
}

/** A kind of fault, and how often it comes compared to others. */
export type Kind = readonly [role: Role, blow: Blow[0], weight: number];

/** Everything that can happen but the death of a scheduler, which takes some of what it knows with it. */
export const MILD: readonly Kind[] = [
  ["worker", "kill", 4],
  ["worker", "freeze", 3],
  ["scheduler", "freeze", 2],
  ["nats-server", "kill", 1],
  ["nats-server", "freeze", 1],
];

export const ALL: readonly Kind[] = [...MILD, ["scheduler", "kill", 3]];

/** Ms between one fault and the next. */
const CALM_MS = [300, 3000] as const;
/** Ms for which a process is frozen: unnoticed, about as long as others are patient, and past every such time. */
const FROZEN_MS = [
  [100, 1000],
  [2000, 4000],
  [6000, 9000],
] as const;

/** What happens within `ms`, by the dice of a seed. */
export function schedule(random: Random, kinds: readonly Kind[], ms: number): Fault[] {
  const faults: Fault[] = [];
  const between = ([low, high]: readonly [number, number]) => Math.round(low + random.next() * (high - low));
  for (let at = between(CALM_MS); at < ms; at += between(CALM_MS)) {
    const [role, word] = draw(random, kinds);
    const blow: Blow = word === "kill" ? [word] : [word, between(random.pick(FROZEN_MS))];
    faults.push({ at, role, blow, which: random.next() });
  }
  return faults;
}

function draw(random: Random, kinds: readonly Kind[]): Kind {
  let dice = random.next() * kinds.reduce((sum, [, , weight]) => sum + weight, 0);
  for (const kind of kinds) {
    dice -= kind[2];
    if (dice < 0) return kind;
  }
  return kinds[0] as Kind;
}

export function describeFault({ at, role, blow, which }: Fault): string {
  return `${String(at).padStart(6)} ms: ${blow.join(" ")}${blow[0] === "freeze" ? " ms" : ""} ${role} (${which.toFixed(2)})`;
}
