import { inspect } from "node:util";
import { TOKEN } from "../protocol/subjects.ts";

/** How a task is submitted; none of it but `key` and `pure` is part of the key. */
export interface SubmitOptions {
  /**
   * The key itself, instead of one made from function and arguments. While a key is known, whoever submits
   * it again gets the computation that it names, whatever the function.
   */
  readonly key?: string;
  /** Same function and arguments, same key, one computation; default true. */
  readonly pure?: boolean;
  /** Higher runs first; equal priorities run first come first served. Default 0. */
  readonly priority?: number;
  /** How often a task that fails is run again; default 0. */
  readonly retries?: number;
  /** Ms that a run may take from the call of the function, also while it waits, before it fails with a `TimeoutError`; of an actor, that each call to it may take. Default without end. */
  readonly timeout?: number;
  /** Names or addresses of the workers that may run it; it waits while none of them is there. Default: all. */
  readonly workers?: readonly string[];
  /** While none of `workers` is there, others may run it; default false. */
  readonly allowOtherWorkers?: boolean;
  /**
   * What it takes of a worker's resources from when it is sent there to its end, also while it waits for
   * futures: amounts by name, such as `{ gpu: 1 }`. It waits while no worker has as much.
   */
  readonly resources?: Readonly<Record<string, number>>;
  /** Prefix of the key, instead of the function's name. An actor is found by it, and then lives on when nobody holds it. */
  readonly name?: string;
  /** What is submitted is a class: its future is that of an actor, an instance of the class; default false. */
  readonly actor?: boolean;
  /** Calls that an actor takes at a time; default 1. */
  readonly concurrency?: number;
  /** An actor gets a thread of its own; default false. */
  readonly isolate?: boolean;
}

/** How values are scattered. */
export interface ScatterOptions {
  /** A copy on every worker, or on every one of `workers`; default false. */
  readonly broadcast?: boolean;
  /** Same bytes, same key, one copy; default true. */
  readonly hash?: boolean;
  /** Names or addresses of workers that may have it; default any. Where none of them is there, it waits. */
  readonly workers?: readonly string[];
}

/** How a queue is made. */
export interface QueueOptions {
  /** Items that it holds at most, 0 for no limit. Default: as others say who use it, else without limit. */
  readonly maxSize?: number;
}

/** How a semaphore is made. */
export interface SemaphoreOptions {
  /** Leases that it has. Default: as others say who use it, else 1. */
  readonly leases?: number;
}

/** What a value has to be, as a test and in words. */
export type Rule = readonly [valid: (value: unknown) => boolean, wanted: string];

/** A rule for each option. */
export type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/** Longest time that a timer can wait, ms. */
const FOREVER_MS = 2 ** 31 - 1;

const flag: Rule = [(value) => typeof value === "boolean", "true or false"];
const natural: Rule = [(value) => Number.isSafeInteger(value) && Number(value) >= 0, "a whole number from 0"];

/** The rule for times to wait. */
export const DURATION: Rule = [
  (value) => typeof value === "number" && value >= 0 && value <= FOREVER_MS,
  `a number of ms from 0 to ${FOREVER_MS}`,
];

export const WAIT_RULES: Rules<{ readonly timeout?: number }> = { timeout: DURATION };

export const GET_RULES: Rules<{ readonly timeout?: number; readonly batch?: number | true }> = {
  timeout: DURATION,
  batch: [(value) => value === true || isPositive(value), "true or a whole number from 1"],
};

/** What queues and semaphores are made with. */
export const QUEUE_RULES: Rules<QueueOptions> = { maxSize: natural };
export const SEMAPHORE_RULES: Rules<SemaphoreOptions> = { leases: [isPositive, "a whole number from 1"] };

/** Names of primitives are tokens of subjects. */
export const TOKEN_RULES: Rules<{ readonly name: string }> = {
  name: [
    (value) => typeof value === "string" && TOKEN.test(value),
    'a text of 1 to 64 letters, digits, "-" and "_"',
  ],
};

export const TOKENS_RULES: Rules<{ readonly names: readonly string[] }> = {
  names: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(TOKEN_RULES.name[0]),
    'a list of texts of 1 to 64 letters, digits, "-" and "_", at least one',
  ],
};

export const WORKERS_RULES: Rules<{ readonly count: number; readonly timeout?: number }> = {
  count: natural,
  timeout: DURATION,
};

export const AS_COMPLETED_RULES: Rules<{ readonly withResults?: boolean }> = { withResults: flag };

/** How a future is cancelled. */
export interface CancelOptions {
  /** For everyone, whoever else wants the key; default false. */
  readonly force?: boolean;
  /** Ms that a task which runs has to end after its signal; default 1000. */
  readonly graceMs?: number;
}

export const CANCEL_RULES: Rules<CancelOptions> = { force: flag, graceMs: DURATION };

export const GATHER_RULES: Rules<{ readonly errors?: "raise" | "skip" }> = {
  errors: [(value) => value === "raise" || value === "skip", '"raise" or "skip"'],
};

const texts: Rule = [
  (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  "an array of names",
];

export const NAMES_RULES: Rules<{ readonly names: readonly string[]; readonly timeout?: number }> = {
  names: texts,
  timeout: DURATION,
};

const keyRule: Rule = [isKey, "a text of 1 to 200 characters without spaces"];

const nameRule: Rule = [
  (value) => typeof value === "string" && /^\P{Cs}{1,200}$/su.test(value),
  "a text of 1 to 200 characters",
];

/** Keys that others made may be longer than those that are given as an option. */
export const KEY_RULES: Rules<{ readonly key: string }> = {
  key: [(value) => typeof value === "string" && /^[^\s\p{Cs}]+$/u.test(value), "a text without spaces"],
};

export const NAME_RULES: Rules<{ readonly name: string }> = { name: nameRule };

export const LOOKUP_RULES: Rules<{ readonly name: string }> = { name: keyRule };

export const PUBLISH_RULES: Rules<{ readonly name: string; readonly override?: boolean }> = {
  name: nameRule,
  override: flag,
};

export const SUBMIT_RULES: Rules<SubmitOptions> = {
  key: keyRule,
  pure: flag,
  priority: [Number.isFinite, "a finite number"],
  retries: natural,
  timeout: [(value) => DURATION[0](value) && value !== 0, `a number of ms above 0, up to ${FOREVER_MS}`],
  workers: [isNames, "a list of names or addresses of workers, at least one"],
  allowOtherWorkers: flag,
  resources: [isAmounts, "an object with a number from 0 for each resource"],
  name: keyRule,
  actor: flag,
  concurrency: [(value) => Number.isSafeInteger(value) && Number(value) >= 1, "a whole number from 1"],
  isolate: flag,
};

export const SPAWN_RULES: Rules<{ readonly input?: unknown; readonly name?: string }> = {
  input: [() => true, "anything"],
  name: keyRule,
};

export const SCATTER_RULES: Rules<ScatterOptions> = {
  broadcast: flag,
  hash: flag,
  workers: [isNames, "a list of names or addresses of workers, at least one"],
};

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isKey(value: unknown): boolean {
  return typeof value === "string" && /^[^\s\p{Cs}]{1,200}$/u.test(value);
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string");
}

function isAmounts(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((amount) => Number.isFinite(amount) && Number(amount) >= 0);
}

/** Characters of a value that an error shows. */
const DESCRIBED = 100;

/** Throws a `TypeError` that names the first option that breaks its rule or has none; `undefined` counts as not given. */
export function check(options: object, rules: Readonly<Record<string, Rule>>): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`Options are an object, not ${describe(options)}.`);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw new TypeError(`There is no option "${name}". There are: ${Object.keys(rules).join(", ")}.`);
    }
    const [valid, wanted] = rule;
    if (value !== undefined && !valid(value)) {
      throw new TypeError(`Option "${name}" is ${wanted}, not ${describe(value)}.`);
    }
  }
}

function describe(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : inspected(value);
  return text.length > DESCRIBED ? `${text.slice(0, DESCRIBED)}…` : text;
}

function inspected(value: unknown): string {
  return typeof value === "object"
    ? inspect(value, { breakLength: Number.POSITIVE_INFINITY })
    : String(value);
}
