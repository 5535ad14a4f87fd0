import { expect } from "chai";
import { SimulatedCluster } from "./cluster.ts";
import type { Weather } from "./network.ts";
import { type Step, submitProgram } from "./program.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 50);
const FIRST = Number(process.env["SEED"] ?? 1);

/** Virtual ms in which everything has to end after the faults, which stop after `FAULTS_MS`. */
const LIMIT_MS = 120_000;
const FAULTS_MS = 5_000;

type Outcome = { readonly value: number } | { readonly error: string };

async function outcome({ future }: Step): Promise<Outcome> {
  try {
    return { value: await future };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Which error of several comes first is a matter of time. */
function agrees(outcome: Outcome | undefined, { expected }: Step): boolean {
  if (outcome === undefined) return false;
  if ("errors" in expected) return "error" in outcome && expected.errors.includes(outcome.error);
  return "value" in outcome && outcome.value === expected.value;
}

interface Story {
  readonly outcomes: readonly Outcome[];
  readonly end: number;
  readonly carried: number;
}

/** Runs a random program in a random cluster under random faults, all by the dice of `seed`. */
async function simulate(
  seed: number,
  faults: { readonly crashes: boolean; readonly restarts: boolean },
): Promise<Story> {
  const cluster = new SimulatedCluster(seed, { drop: 0.03, repeat: 0.03, delay: 20 });
  const { random, clock, network } = cluster;
  const dice: Weather = {
    drop: random.next() * 0.1,
    repeat: random.next() * 0.1,
    delay: 1 + random.next() * 40,
  };
  network.weather = dice;
  clock.after(FAULTS_MS, () => {
    network.weather = { drop: 0, repeat: 0, delay: 5 };
  });
  const add = () => cluster.addWorker(1 + random.below(2), random.next() * 200);
  for (let i = 1 + random.below(3); i > 0; i--) add();
  if (faults.crashes) {
    clock.after(random.next() * FAULTS_MS, () => {
      cluster.crash(random.pick(cluster.workers));
      add();
    });
  }
  if (faults.restarts) clock.after(random.next() * FAULTS_MS, () => cluster.restartScheduler());
  const client = cluster.connect();
  const steps = submitProgram(client, random, 10 + random.below(30), !faults.crashes && !faults.restarts);
  let outcomes: Outcome[] | undefined;
  void Promise.all(steps.map(outcome)).then((all) => {
    outcomes = all;
  });
  await cluster.run(() => outcomes !== undefined, LIMIT_MS);
  const wrong = steps.flatMap((step, i) =>
    agrees(outcomes?.[i], step)
      ? []
      : [{ key: step.future.key, expected: step.expected, outcome: outcomes?.[i] }],
  );
  expect(wrong).to.deep.equal([]);
  for (const { future } of steps) future.release();
  const { tables } = cluster.scheduler;
  const clean = () =>
    tables.tasks.size === 0 &&
    cluster.workers.every(({ service }) => service.tables.kept.size + service.store.size === 0);
  await cluster.run(clean, LIMIT_MS);
  await client.close();
  return { outcomes: outcomes ?? [], end: clock.now(), carried: network.counts.carried };
}

describe("the main job, simulated", function () {
  this.timeout(300_000);

  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    it(`ends right whatever the network does, and leaves nothing behind (SEED=${seed})`, async () => {
      await simulate(seed, { crashes: seed % 2 === 0, restarts: seed % 5 === 0 });
    });
  }

  it("runs the same way twice for the same seed", async () => {
    const faults = { crashes: true, restarts: false };
    expect(await simulate(7, faults)).to.deep.equal(await simulate(7, faults));
  });
});
