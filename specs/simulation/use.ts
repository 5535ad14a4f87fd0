import { Fence } from "../histories/fence.ts";
import { faultsOf, lockFaultsOf } from "../histories/verdict.ts";
import { BOUNDS, habitsOf } from "../histories/village.ts";
import { FAIR } from "../support/office.ts";
import { SimulatedCluster } from "./cluster.ts";
import { Community, type Course } from "./community.ts";
import { drawFaults, type FaultKind } from "./faults.ts";
import type { Plan, Story } from "./plan.ts";
import { Random } from "./random.ts";

/** Far less than after which a silent client counts as gone, so that no wait ends for that. */
const AWAKE: Course = {
  fates: ["stays", "leaves", "dies", "falls silent"],
  faults: 10_000,
  silence: 10_000,
  sleep: [0, 0],
  limit: 45_000,
};
/** Some are let go, and come back. */
const DROWSY: Course = {
  ...AWAKE,
  fates: [...AWAKE.fates, "sleeps"],
  sleep: [65_000, 75_000],
  limit: 120_000,
};
export const CLIENTS = 6;
const HARMS: readonly FaultKind[] = ["freeze", "partition", "cut", "nats"];

/** With a new scheduler what is in a queue or variable is gone, and a lock is free. */
const isUprooted = (seed: number): boolean => seed % 4 === 0;
export const courseOf = (seed: number): Course => (seed % 3 === 0 ? DROWSY : AWAKE);

/** Draws clients by their numbers, and what goes wrong while they use primitives. */
export function drawUse(seed: number): Plan<number> {
  const random = new Random(seed);
  const { faults: span } = courseOf(seed);
  const faults = isUprooted(seed) ? [] : drawFaults(random, HARMS, random.below(4), span, span);
  return { seed, steps: Array.from({ length: CLIENTS }, (_, i) => i), faults };
}

/** Several clients use everything at once; what they saw must have come about in some order. */
export async function playUse({ seed, steps, faults }: Plan<number>): Promise<Story> {
  const cluster = new SimulatedCluster(seed, FAIR);
  const { random, clock, network } = cluster;
  const course = courseOf(seed);
  // Whoever is not heard five times in a row loses its leases, which nobody foresees here.
  network.storm(course.faults + course.silence + course.sleep[1], 0.03);
  const community = new Community(cluster, course);
  const fence = new Fence();
  const uprooted = isUprooted(seed);
  const habits = Object.entries(habitsOf(fence)).filter(([name]) => name === "locks" || !uprooted);
  for (const i of steps) community.admit(habits, `m${i}`, new Random(seed * 100 + i));
  if (uprooted) clock.after(random.next() * course.faults, () => community.uproot());
  else community.employ();
  for (const fault of faults) community.suffer(fault);
  await community.settle();
  const { histories } = community;
  const seen = uprooted ? lockFaultsOf(histories) : faultsOf(histories, BOUNDS);
  return {
    wrong: [...seen, ...fence.breaches],
    fingerprint: network.fingerprint,
    end: clock.now(),
    tale: [],
  };
}
