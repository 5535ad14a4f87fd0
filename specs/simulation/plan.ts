import type { Fault } from "./faults.ts";

/** What the dice of a seed say: what a program does, and what goes wrong meanwhile. */
export interface Plan<Step> {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
}

/** What came of a plan. */
export interface Story {
  /** What is not as it must be. */
  readonly wrong: readonly string[];
  /** Stands for everything that arrived anywhere, when and in which order. */
  readonly fingerprint: string;
  /** Virtual ms that it took. */
  readonly end: number;
  /** What there is to tell about those that something is wrong with. */
  readonly tale: readonly string[];
}

/** Plays a plan; rejects where it does not end, or an invariant does not hold. */
export type Play<Step> = (plan: Plan<Step>) => Promise<Story>;

/** Why a plan fails, in lines; null where it does not. */
export async function failureOf<Step>(play: Play<Step>, plan: Plan<Step>): Promise<readonly string[] | null> {
  try {
    const { wrong, tale } = await play(plan);
    return wrong.length === 0 ? null : [...wrong, ...tale];
  } catch (error) {
    const lines: string[] = [];
    for (let cause = error; cause instanceof Error; cause = cause.cause) lines.push(cause.message);
    return lines;
  }
}
