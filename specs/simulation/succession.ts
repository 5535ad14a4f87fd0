import { Fence } from "../histories/fence.ts";
import { faultsOf } from "../histories/verdict.ts";
import { BOUNDS, habitsOf } from "../histories/village.ts";
import { FAIR } from "../support/office.ts";
import { SimulatedCluster } from "./cluster.ts";
import { Community } from "./community.ts";
import { drawFaults, type FaultKind, UPHEAVALS } from "./faults.ts";
import { SimulatedLogs } from "./log.ts";
import { Onlooker, waitInVain } from "./onlooker.ts";
import type { Plan, Story } from "./plan.ts";
import { Random } from "./random.ts";
import { CLIENTS, courseOf } from "./use.ts";

/** Schedulers that die. */
const SUCCESSIONS = 3;

/** Whether a second scheduler stands by; then the first may be frozen or cut off as well. */
const standsBy = (seed: number): boolean => seed % 2 === 0;

/** Draws clients by their numbers, and when one scheduler after the other leads no more. */
export function drawSuccession(seed: number): Plan<number> {
  const kinds: readonly FaultKind[] = standsBy(seed) ? UPHEAVALS : ["scheduler"];
  const { faults: span } = courseOf(seed);
  const faults = drawFaults(new Random(seed), kinds, SUCCESSIONS, span, span);
  return { seed, steps: Array.from({ length: CLIENTS }, (_, i) => i), faults };
}

/** Several clients use everything at once where what primitives do is stored, and schedulers die. */
export async function playSuccession({ seed, steps, faults }: Plan<number>): Promise<Story> {
  const cluster = new SimulatedCluster(seed, FAIR, new SimulatedLogs(), standsBy(seed));
  const { clock, network } = cluster;
  // What one scheduler has not answered the next one is asked.
  const course = { ...courseOf(seed), limit: courseOf(seed).limit + SUCCESSIONS * 10_000 };
  // Where more is lost, somebody who is there may not be heard for five seconds.
  network.storm(course.faults + course.silence + course.sleep[1], 0.03);
  const community = new Community(cluster, course);
  const onlooker = new Onlooker(cluster, community);
  const fence = new Fence();
  const habits = Object.entries({ ...habitsOf(fence), vain: waitInVain });
  for (const i of steps) community.admit(habits, `m${i}`, new Random(seed * 100 + i));
  for (const fault of faults) clock.after(fault.at, () => community.succeed(fault));
  await community.settle();
  const wrong = [...faultsOf(community.histories, BOUNDS), ...fence.breaches, ...onlooker.faults];
  return { wrong, fingerprint: network.fingerprint, end: clock.now(), tale: [] };
}
