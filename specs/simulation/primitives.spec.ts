import { expect } from "chai";
import { Fence } from "../histories/fence.ts";
import { faultsOf, lockFaultsOf } from "../histories/verdict.ts";
import { BOUNDS, habitsOf } from "../histories/village.ts";
import { FAIR } from "../support/office.ts";
import { SimulatedCluster } from "./cluster.ts";
import { Community, type Course } from "./community.ts";
import { type LogFault, SimulatedLogs } from "./log.ts";

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
const SUCCESSIONS = 3;
/** Seeds within which a planted fault is to be found. */
const PLANTED = 20;

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

/** The same where what primitives do is stored, and one scheduler after the other dies. */
async function succeed(seed: number, course: Course, fault: LogFault = null): Promise<readonly string[]> {
  const cluster = new SimulatedCluster(seed, FAIR, new SimulatedLogs(fault));
  const { random, clock, network } = cluster;
  // Where more is lost, somebody who is there may not be heard for five seconds.
  network.weather = {
    drop: random.next() * 0.05,
    repeat: random.next() * 0.1,
    delay: 1 + random.next() * 40,
  };
  clock.after(course.faults + course.silence + course.sleep[1], () => {
    network.weather = FAIR;
  });
  const community = new Community(cluster, course);
  const fence = new Fence();
  for (let i = 0; i < CLIENTS; i++) community.admit(Object.entries(habitsOf(fence)));
  for (let i = 0; i < SUCCESSIONS; i++) clock.after(random.next() * course.faults, () => community.succeed());
  await community.settle();
  return [...faultsOf(community.histories, BOUNDS), ...fence.breaches];
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

  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const course = seed % 3 === 0 ? DROWSY : AWAKE;
    it(`are what they seem to be over several schedulers, where a log is kept (SEED=${seed})`, async () => {
      expect(await succeed(seed, course)).to.deep.equal([]);
    });
  }

  it("are not, where what happens is said before it is stored", async () => {
    let faults: readonly string[] = [];
    for (let seed = 1; seed <= PLANTED && faults.length === 0; seed++) {
      faults = await succeed(seed, AWAKE, "hasty").catch((error: Error) => [error.message]);
    }
    expect(faults).to.not.deep.equal([]);
  });

  it("run the same way twice for the same seed", async () => {
    expect(await simulate(9, false, DROWSY)).to.deep.equal(await simulate(9, false, DROWSY));
  });
});
