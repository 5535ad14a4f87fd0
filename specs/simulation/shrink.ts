import type { Plan } from "./plan.ts";

/** A plan that fails, and of which nothing could be left out any more in the time that there was. */
export interface Shrunk<Step> {
  readonly plan: Plan<Step>;
  /** Plans that were tried. */
  readonly tries: number;
}

/** Leaves out faults and steps of a plan for as long as it `fails` without them, and at most for `ms` of real time. */
export async function shrink<Step>(
  plan: Plan<Step>,
  fails: (plan: Plan<Step>) => Promise<boolean>,
  ms: number,
): Promise<Shrunk<Step>> {
  const end = performance.now() + ms;
  let shortest = plan;
  let tries = 0;
  const attempt = async (candidate: Plan<Step>): Promise<boolean> => {
    if (performance.now() > end) return false;
    tries++;
    if (!(await fails(candidate))) return false;
    shortest = candidate;
    return true;
  };
  for (let before = -1; before !== sizeOf(shortest) && performance.now() < end; ) {
    before = sizeOf(shortest);
    await thin(shortest.faults, (faults) => attempt({ ...shortest, faults }));
    await thin(shortest.steps, (steps) => attempt({ ...shortest, steps }));
  }
  return { plan: shortest, tries };
}

const sizeOf = ({ steps, faults }: Plan<unknown>): number => steps.length + faults.length;

/** Tries to do without parts of a list, large ones first. */
async function thin<T>(
  list: readonly T[],
  attempt: (shorter: readonly T[]) => Promise<boolean>,
): Promise<void> {
  let rest = list;
  for (let size = rest.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < rest.length; ) {
      const shorter = [...rest.slice(0, from), ...rest.slice(from + size)];
      if (await attempt(shorter)) rest = shorter;
      else from += size;
    }
  }
}
