import type { Resource, Restrictions, Terms } from "../protocol/messages.ts";
import type { SubmitOptions } from "./options.ts";

/** What a scheduler has to know beside the task itself; null for a task like most. */
export function termsOf(options: SubmitOptions, actor: boolean): Terms | null {
  const { priority = 0, retries = 0, timeout = 0 } = options;
  const restrictions = restrictionsOf(options);
  const usual = priority === 0 && retries === 0 && timeout === 0 && !actor && restrictions === null;
  return usual ? null : [priority, retries, timeout, actor, restrictions, null];
}

/** In an order of their own, so that tasks under the same restrictions are known as such. */
function restrictionsOf(options: SubmitOptions): Restrictions | null {
  const { workers, allowOtherWorkers = false, resources = {} } = options;
  const amounts: Resource[] = Object.entries(resources).filter(([, amount]) => amount > 0);
  if (workers === undefined && amounts.length === 0) return null;
  const names = workers === undefined ? null : [...new Set(workers)].sort();
  return [names, names !== null && allowOtherWorkers, amounts.sort()];
}
