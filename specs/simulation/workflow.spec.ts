import { expect } from "chai";
import { SimulatedCluster } from "./cluster.ts";
import type { Weather } from "./network.ts";
import { attempts, persist, type Step, submitProgram } from "./program.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 50);
const FIRST = Number(process.env["SEED"] ?? 1);

/** Virtual ms in which everything has to end after the faults, which stop after `FAULTS_MS`. */
const LIMIT_MS = 120_000;
const FAULTS_MS = 5_000;

type Outcome = { readonly value: number } | { readonly error: string };

async function outcome({ read }: Step): Promise<Outcome> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Which error of several comes first is a matter of time, and so is whether one that is cancelled comes before. */
function agrees(outcome: Outcome | undefined, { expected }: Step, pardoned: readonly string[]): boolean {
  if (outcome === undefined) return false;
  if ("value" in outcome) return outcome.value === expected.value;
  return [...expected.errors, ...pardoned].some((text) => outcome.error.includes(text));
}

/** Steps that were cancelled, and whether for everyone. */
type Cancelled = ReadonlyMap<Step, boolean>;

/** Whether a step makes and gathers a task that is the same as another step. */
const makes = (step: Step, { calls: [call] }: Step): boolean =>
  call !== undefined && step.calls.includes(call);

/** Whether a step was cancelled, or what it depends on, or for everyone a task that it makes. */
const isTouched = (step: Step, cancelled: Cancelled): boolean =>
  cancelled.has(step) ||
  step.parts.some((part) => isTouched(part, cancelled)) ||
  [...cancelled].some(([other, force]) => force && makes(step, other));

/** Cancels some steps at random moments, and submits some of them anew at once, which is to end as before. */
function cancelSome(cluster: SimulatedCluster, steps: Step[]): Cancelled {
  const { random, clock } = cluster;
  const cancelled = new Map<Step, boolean>();
  for (const step of [...steps]) {
    if (!random.chance(0.15)) continue;
    const [force, anew] = [random.chance(0.5), random.chance(0.5)];
    clock.after(random.next() * FAULTS_MS * 0.5, () => {
      cancelled.set(step, force);
      void step.future.cancel({ force });
      const gone = step.parts.some(({ future }) => future.cancelled());
      if (!anew || gone || step.held.length > 1) return;
      const future = step.again();
      steps.push({ ...step, future, held: [future], read: () => persist(future) });
    });
  }
  return cancelled;
}

interface Story {
  readonly outcomes: readonly Outcome[];
  readonly end: number;
  readonly carried: number;
}

/** Runs a random program in a random cluster under random faults, all by the dice of `seed`. */
async function simulate(
  seed: number,
  faults: {
    readonly crashes: boolean;
    readonly restarts: boolean;
    readonly cancels: boolean;
    readonly leaves: boolean;
  },
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
  // Whoever comes has what any task asks for, so that each can run somewhere after a crash.
  const add = () =>
    cluster.addWorker(1 + random.below(2), random.next() * 200, [["gpu", 1 + random.below(2)]]);
  for (let i = 1 + random.below(3); i > 0; i--) add();
  if (faults.crashes) {
    clock.after(random.next() * FAULTS_MS, () => {
      cluster.crash(random.pick(cluster.workers));
      add();
    });
  }
  if (faults.leaves) {
    clock.after(random.next() * FAULTS_MS, () => {
      const [worker, patient] = [random.pick(cluster.workers), random.chance(0.5)];
      // Who leaves last takes along what it has: nobody is there to take it over.
      void add().service.joined.then(() => cluster.leave(worker, patient));
    });
  }
  if (faults.restarts) clock.after(random.next() * FAULTS_MS, () => cluster.restartScheduler());
  attempts.clear();
  const client = cluster.connect();
  const steps = submitProgram(client, random, 10 + random.below(30), !faults.crashes);
  const cancelled = faults.cancels ? cancelSome(cluster, steps) : new Map<Step, boolean>();
  const outcomes = new Map<Step, Outcome>();
  const read = () => {
    for (const step of steps) {
      if (reading.has(step)) continue;
      reading.add(step);
      void outcome(step).then((end) => outcomes.set(step, end));
    }
    return clock.now() > FAULTS_MS && outcomes.size === steps.length;
  };
  const reading = new Set<Step>();
  await cluster.run(read, LIMIT_MS);
  // A new scheduler does not know what was inside a result.
  const pardons = (step: Step) => [
    ...(isTouched(step, cancelled) ? ["was cancelled", "is lost"] : []),
    ...(faults.restarts ? ["is lost"] : []),
  ];
  const wrong = steps.flatMap((step) => {
    const end = outcomes.get(step);
    return agrees(end, step, pardons(step)) ? [] : [{ key: step.future.key, expected: step.expected, end }];
  });
  expect(wrong).to.deep.equal([]);
  for (const { held } of steps) for (const future of held) future.release();
  const { tables } = cluster.scheduler;
  const clean = () =>
    tables.tasks.size === 0 &&
    cluster.workers.every(({ service }) => service.tables.kept.size + service.store.size === 0);
  await cluster.run(clean, LIMIT_MS);
  await client.close();
  return { outcomes: [...outcomes.values()], end: clock.now(), carried: network.counts.carried };
}

describe("the main job, simulated", function () {
  this.timeout(300_000);

  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    it(`ends right whatever the network does, and leaves nothing behind (SEED=${seed})`, async () => {
      await simulate(seed, {
        crashes: seed % 2 === 0,
        restarts: seed % 5 === 0,
        cancels: seed % 3 === 0,
        leaves: seed % 4 === 1,
      });
    });
  }

  it("runs the same way twice for the same seed", async () => {
    const faults = { crashes: true, restarts: false, cancels: true, leaves: true };
    expect(await simulate(7, faults)).to.deep.equal(await simulate(7, faults));
  });
});
