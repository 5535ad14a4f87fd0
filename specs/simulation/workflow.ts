import type { Future } from "../../src/client/futures/future.ts";
import { CancelledError } from "../../src/protocol/errors.ts";
import type { SimulatedCluster } from "./cluster.ts";
import {
  drawFaults,
  type Fault,
  type FaultKind,
  LONG_MS,
  overBy,
  standsBy,
  strike,
  UPHEAVALS,
} from "./faults.ts";
import { leftovers } from "./leftovers.ts";
import type { Plan, Story } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import { attempts, persist, type Step, submitProgram } from "./program.ts";
import { Random } from "./random.ts";
import { seededCluster } from "./seeded-cluster.ts";

/** Virtual ms in which things go wrong, and in which all is to be over then. */
const FAULTS_MS = 5000;
const LIMIT_MS = 120_000;

const HARMS: readonly FaultKind[] = ["crash", "leave", "freeze", "partition", "cut", "nats"];

type Outcome = { readonly value: number } | { readonly error: string };

/** Steps that were cancelled, and whether for everyone. */
type Cancelled = ReadonlyMap<Step, boolean>;

/** Draws tasks by their numbers, and what goes wrong while they run. */
export function drawWorkflow(seed: number): Plan<number> {
  const random = new Random(seed);
  const faults = seed % 4 === 3 ? [] : drawFaults(random, kindsOf(seed), random.below(4), FAULTS_MS);
  return { seed, steps: Array.from({ length: 10 + random.below(30) }, (_, id) => id), faults };
}

/** What may go wrong; with another scheduler what is not stored is gone. */
function kindsOf(seed: number): readonly FaultKind[] {
  if (standsBy(seed)) return [...HARMS, ...UPHEAVALS, ...UPHEAVALS];
  return seed % 5 === 0 ? [...HARMS, "scheduler", "usurp"] : HARMS;
}

/** Runs a random program in a random cluster, until all is over, and nothing is left. */
export async function playWorkflow({ seed, steps: ids, faults }: Plan<number>): Promise<Story> {
  const cluster = seededCluster(seed);
  const { random, clock, network } = cluster;
  network.storm(FAULTS_MS);
  // Whoever comes has what any task asks for, so that each can run somewhere after a crash.
  const addWorker = () =>
    cluster.addWorker(1 + random.below(2), random.next() * 200, [["gpu", 1 + random.below(2)]]);
  for (let i = 1 + random.below(3); i > 0; i--) addWorker();
  attempts.clear();
  const { client, process } = cluster.join();
  const scene = { cluster, addWorker, lost: new Set<string>(), clients: [process] };
  for (const fault of faults) clock.after(fault.at, () => strike(scene, fault));
  const steps = submitProgram(client, seed, ids, faults.every(spares));
  const cancelled = seed % 3 === 0 ? cancelSome(cluster.random, process, steps) : new Map<Step, boolean>();
  const outcomes = await readAll(cluster, steps, overBy(faults, FAULTS_MS));
  const wrong = steps.filter((step) => !agrees(outcomes.get(step), step, pardons(step, cancelled, faults)));
  for (const { held } of steps) for (const future of held) future.release();
  const tale = wrong.flatMap(({ future }) => cluster.scheduler.tables.story.lines(future.key));
  await cluster
    .run(() => leftovers(cluster).length === 0, LIMIT_MS)
    .catch((cause) => {
      throw new Error(`Left over: ${leftovers(cluster).join(", ")}`, { cause });
    });
  await client.close();
  const { fingerprint } = network;
  return {
    wrong: wrong.map((step) => describe(step, outcomes.get(step))),
    fingerprint,
    end: clock.now(),
    tale,
  };
}

/** Whether nothing is lost by it that only one worker has. */
const spares = (fault: Fault): boolean => fault.kind === "leave" || changes(fault);

/** Whether another scheduler leads then. */
const changes = ({ kind }: Fault): boolean => UPHEAVALS.includes(kind);

function describe({ future, expected }: Step, outcome: Outcome | undefined): string {
  return `${future.key} ended with ${JSON.stringify(outcome)}, not ${JSON.stringify(expected)}`;
}

/** What all come to, once the faults are over. */
async function readAll(
  cluster: SimulatedCluster,
  steps: readonly Step[],
  over: number,
): Promise<ReadonlyMap<Step, Outcome>> {
  const outcomes = new Map<Step, Outcome>();
  const reading = new Set<Step>();
  // There are more while some are submitted anew.
  const read = () => {
    for (const step of steps) {
      if (reading.has(step)) continue;
      reading.add(step);
      void outcomeOf(step).then((end) => outcomes.set(step, end));
    }
    return cluster.clock.now() > over && outcomes.size === steps.length;
  };
  await cluster.run(read, over + LIMIT_MS);
  return outcomes;
}

async function outcomeOf({ read }: Step): Promise<Outcome> {
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

/** A new scheduler does not know what was inside a result, nor does one that has let a silent client go. */
function pardons(step: Step, cancelled: Cancelled, faults: readonly Fault[]): readonly string[] {
  const forgotten = faults.some((fault) => changes(fault) || fault.ms === LONG_MS);
  return [
    ...(isTouched(step, cancelled) ? ["was cancelled", "is lost"] : []),
    ...(forgotten ? ["is lost"] : []),
    ...(faults.length >= 3 ? ["was running each time that a worker died"] : []),
  ];
}

/** Whether a step makes and gathers a task that is the same as another step. */
const makes = (step: Step, { calls: [call] }: Step): boolean =>
  call !== undefined && step.calls.includes(call);

/** Whether a step was cancelled, or what it depends on, or for everyone a task that it makes. */
const isTouched = (step: Step, cancelled: Cancelled): boolean =>
  cancelled.has(step) ||
  step.parts.some((part) => isTouched(part, cancelled)) ||
  [...cancelled].some(([other, force]) => force && makes(step, other));

/** A step submitted anew, but where what it depends on is cancelled, too. */
function again(step: Step): Future<number> | null {
  try {
    return step.again();
  } catch (error) {
    if (error instanceof CancelledError) return null;
    throw error;
  }
}

/** Cancels some steps at random moments, and submits some of them anew at once, which is to end as before. */
function cancelSome(random: Random, process: SimulatedProcess, steps: Step[]): Cancelled {
  const cancelled = new Map<Step, boolean>();
  for (const step of [...steps]) {
    if (!random.chance(0.15)) continue;
    const [force, anew] = [random.chance(0.5), random.chance(0.5)];
    process.after(random.next() * FAULTS_MS * 0.5, () => {
      cancelled.set(step, force);
      void step.future.cancel({ force });
      if (!anew || step.held.length > 1) return;
      const future = again(step);
      if (future !== null) steps.push({ ...step, future, held: [future], read: () => persist(future) });
    });
  }
  return cancelled;
}
