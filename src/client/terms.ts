import type { ActorForm } from "../protocol/code.ts";
import type { ActorTerms, Life, Resource, Restrictions, Terms } from "../protocol/messages.ts";
import type { SubmitOptions } from "./submit-options.ts";

const NONE: readonly never[] = [];

/** What a scheduler has to know beside the task itself, or the actor of that form; null for a task like most. */
export function termsOf(options: SubmitOptions, form: ActorForm | null): Terms | null {
  const { priority = 0, retries = 0, timeout = 0, name = null, concurrency = 1, isolate = false } = options;
  const restrictions = restrictionsOf(options);
  const actor: ActorTerms | null = form === null ? null : [form, name, concurrency, isolate];
  const usual = priority === 0 && retries === 0 && timeout === 0 && actor === null && restrictions === null;
  return usual ? null : [priority, retries, timeout, actor, restrictions, null, NONE, null];
}

/** The same for what comes of turns of actors, or of which the key does not tell all. */
export function along(terms: Terms | null, chain: readonly string[], life: Life): Terms | null {
  if (chain.length === 0 && life === null) return terms;
  const [priority, retries, timeout, actor, restrictions, home] = terms ?? [0, 0, 0, null, null, null];
  return [priority, retries, timeout, actor, restrictions, home, chain, life];
}

/** For a task that only the worker at `home` may run, aside. */
export const homebound = (home: string): Terms => [0, 0, 0, null, null, home, NONE, null];

/** In an order of their own, so that tasks under the same restrictions are known as such. */
function restrictionsOf(options: SubmitOptions): Restrictions | null {
  const { workers, allowOtherWorkers = false, resources = {} } = options;
  const amounts: Resource[] = Object.entries(resources).filter(([, amount]) => amount > 0);
  if (workers === undefined && amounts.length === 0) return null;
  const names = workers === undefined ? null : [...new Set(workers)].sort();
  return [names, names !== null && allowOtherWorkers, amounts.sort()];
}
