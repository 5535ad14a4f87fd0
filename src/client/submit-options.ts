import { DURATION, FLAG, FOREVER_MS, LABEL, NATURAL, POSITIVE, type Rules, WORKERS } from "./options.ts";

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

/** What each of them has to be. */
export const SUBMIT_RULES: Rules<SubmitOptions> = {
  key: LABEL,
  pure: FLAG,
  priority: [Number.isFinite, "a finite number"],
  retries: NATURAL,
  timeout: [(value) => DURATION[0](value) && value !== 0, `a number of ms above 0, up to ${FOREVER_MS}`],
  workers: WORKERS,
  allowOtherWorkers: FLAG,
  resources: [isAmounts, "an object with a number from 0 for each resource"],
  name: LABEL,
  actor: FLAG,
  concurrency: POSITIVE,
  isolate: FLAG,
};

function isAmounts(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((amount) => Number.isFinite(amount) && Number(amount) >= 0);
}
