import { expect } from "chai";
import { Fence } from "../histories/fence.ts";
import { faultsOf, lockFaultsOf } from "../histories/verdict.ts";
import { BOUNDS, habitsOf } from "../histories/village.ts";
import { FAIR } from "../support/office.ts";
import { SimulatedCluster } from "./cluster.ts";
import { Community, type Course } from "./community.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 20);
const FIRST = Number(process.env["SEED"] ?? 1);

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
const CLIENTS = 6;

interface Story {
  readonly end: number;
  readonly carried: number;
  readonly faults: readonly string[];
}

/** Several clients use everything at once in a random network, by the dice of `seed`. */
async function simulate(seed: number, restarts: boolean, course: Course): Promise<Story> {
  const cluster = new SimulatedCluster(seed, FAIR);
  const { random, clock, network } = cluster;
  network.weather = { drop: random.next() * 0.1, repeat: random.next() * 0.1, delay: 1 + random.next() * 40 };
  clock.after(course.faults + course.silence + course.sleep[1], () => {
    network.weather = FAIR;
  });
  const community = new Community(cluster, course);
  const fence = new Fence();
  // What is in a queue or variable goes with the scheduler; a lock is free then.
  const habits = Object.entries(habitsOf(fence)).filter(([name]) => name === "locks" || !restarts);
  for (let i = 0; i < CLIENTS; i++) community.admit(habits);
  if (restarts) clock.after(random.next() * course.faults, () => community.uproot());
  else community.employ();
  await community.settle();
  const { histories } = community;
  const faults = restarts ? lockFaultsOf(histories) : faultsOf(histories, BOUNDS);
  return { end: clock.now(), carried: network.counts.carried, faults: [...faults, ...fence.breaches] };
}

describe("primitives, simulated", function () {
  this.timeout(60_000);

  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const restarts = seed % 4 === 0;
    const drowsy = seed % 3 === 0;
    const when = restarts ? "also with a new scheduler" : "whoever dies or is silent";
    const asleep = drowsy ? ", or asleep for over a minute" : "";
    it(`are what they seem to be, ${when}${asleep}, and no wait is left (SEED=${seed})`, async () => {
      expect((await simulate(seed, restarts, drowsy ? DROWSY : AWAKE)).faults).to.deep.equal([]);
    });
  }

  it("run the same way twice for the same seed", async () => {
    expect(await simulate(9, false, DROWSY)).to.deep.equal(await simulate(9, false, DROWSY));
  });
});
