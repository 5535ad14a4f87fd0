import { Fence } from "../histories/fence.ts";
import { faultsOf } from "../histories/verdict.ts";
import { BOUNDS, habitsOf } from "../histories/village.ts";
import { FAIR } from "../support/office.ts";
import { SimulatedCluster } from "./cluster.ts";
import { Community } from "./community.ts";
import { drawFaults } from "./faults.ts";
import { SimulatedLogs } from "./log.ts";
import { Onlooker, waitInVain } from "./onlooker.ts";
import type { Plan, Story } from "./plan.ts";
import { Random } from "./random.ts";
import { CLIENTS, courseOf } from "./use.ts";

/** Schedulers that die. */
const SUCCESSIONS = 3;

/** Draws clients by their numbers, and when one scheduler after the other dies. */
export function drawSuccession(seed: number): Plan<number> {
  const faults = drawFaults(new Random(seed), ["scheduler"], SUCCESSIONS, courseOf(seed).faults);
  return { seed, steps: Array.from({ length: CLIENTS }, (_, i) => i), faults };
}

/** Several clients use everything at once where what primitives do is stored, and schedulers die. */
export async function playSuccession({ seed, steps, faults }: Plan<number>): Promise<Story> {
  const cluster = new SimulatedCluster(seed, FAIR, new SimulatedLogs());
  const { clock, network } = cluster;
  const course = courseOf(seed);
  // Where more is lost, somebody who is there may not be heard for five seconds.
  network.storm(course.faults + course.silence + course.sleep[1], 0.03);
  const community = new Community(cluster, course);
  const onlooker = new Onlooker(cluster, community);
  const fence = new Fence();
  const habits = Object.entries({ ...habitsOf(fence), vain: waitInVain });
  for (const i of steps) community.admit(habits, `m${i}`, new Random(seed * 100 + i));
  for (const { at } of faults) clock.after(at, () => community.succeed());
  await community.settle();
  const wrong = [...faultsOf(community.histories, BOUNDS), ...fence.breaches, ...onlooker.faults];
  return { wrong, fingerprint: network.fingerprint, end: clock.now(), tale: [] };
}
