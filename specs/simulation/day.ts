import { audit } from "./audit.ts";
import { Bank } from "./bank.ts";
import type { SimulatedCluster } from "./cluster.ts";
import { drawFaults, type FaultKind, LONG_MS, overBy, standsBy, strike, UPHEAVALS } from "./faults.ts";
import { hostsOf, leftovers } from "./leftovers.ts";
import type { Plan, Story } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import { Random } from "./random.ts";
import { seededCluster } from "./seeded-cluster.ts";
import { drawSteps, type Step } from "./steps.ts";

/** Virtual ms in which things go wrong, and in which all is to be over then. */
const FAULTS_MS = 5000;
const LIMIT_MS = 120_000;
const SIZE = { clients: 3, tills: 6, steps: 80, span: FAULTS_MS };

const HARMS: readonly FaultKind[] = [
  "thread",
  "freeze",
  "partition",
  "cut",
  "nats",
  "client",
  "crash",
  "leave",
];
/** What may go wrong, where another scheduler may lead, too. */
function kindsOf(seed: number): readonly FaultKind[] {
  if (standsBy(seed)) return [...HARMS, ...UPHEAVALS, ...UPHEAVALS];
  return seed % 5 === 0 ? [...HARMS, "scheduler", "usurp"] : HARMS;
}

/** Draws a day at a bank. */
export function drawDay(seed: number): Plan<Step> {
  const random = new Random(seed);
  const faults = drawFaults(random, kindsOf(seed), random.below(5), FAULTS_MS);
  return { seed, steps: drawSteps(random, SIZE), faults };
}

/** Whether a worker was lost, even if it came back; null stands for any worker. */
type IsGone = (host: string | null) => boolean;

/** Lets the day pass, until all is over, and nothing is left. */
export async function playDay({ seed, steps, faults }: Plan<Step>): Promise<Story> {
  const cluster = seededCluster(seed);
  const { clock, network } = cluster;
  network.storm(FAULTS_MS);
  const addWorker = () => cluster.addWorker(2, 50, []);
  addWorker();
  addWorker();
  const lost = new Set<string>();
  const isGone = watch(cluster, lost);
  const bank = new Bank(cluster, SIZE.clients);
  // Who is not heard by a new scheduler in time is lost to it.
  const changes = standsBy(seed) || faults.some(({ kind }) => UPHEAVALS.includes(kind));
  const touch = (processes: readonly SimulatedProcess[]) => {
    if (changes) for (const { name } of processes) lost.add(`worker.${name}`);
  };
  const scene = { cluster, addWorker, lost, touch, clients: bank.members.map(({ process }) => process) };
  for (const fault of faults) clock.after(fault.at, () => strike(scene, fault));
  bank.plan(steps);
  bank.accounts.forgetful = faults.some(({ ms }) => ms === LONG_MS);
  const over = overBy(faults, FAULTS_MS);
  const tale = () => bank.open.flatMap((step) => [JSON.stringify(step), ...bank.ledger.tale(step.till)]);
  await cluster
    .run(() => clock.now() > over && bank.open.length === 0, over + LIMIT_MS)
    .catch((cause) => {
      throw new Error(["These do not end:", ...tale()].join("\n"), { cause });
    });
  const wrong = [...bank.verdict(isGone), ...(await settleUp(cluster, bank, isGone))];
  return { wrong, fingerprint: network.fingerprint, end: clock.now(), tale: bank.tale(wrong.length > 0) };
}

/** Notes which workers a scheduler has lost. */
function watch(cluster: SimulatedCluster, lost: Set<string>): IsGone {
  let { scheduler } = cluster;
  let present = new Map(scheduler.tables.workers);
  cluster.invariants.push(() => {
    const { workers } = cluster.scheduler.tables;
    const before = lost.size;
    const same = scheduler === cluster.scheduler;
    if (same) for (const [address, row] of present) if (workers.get(address) !== row) lost.add(address);
    if (!same || present.size !== workers.size || lost.size > before) present = new Map(workers);
    scheduler = cluster.scheduler;
  });
  return (host) => (host === null ? lost.size > 0 : lost.has(host));
}

/** Named actors are there still when nobody holds them, and no others; when those are killed, nothing is. */
async function settleUp(cluster: SimulatedCluster, bank: Bank, isGone: IsGone): Promise<string[]> {
  bank.release();
  const unanswered = () => hostsOf(cluster).some(({ sizes }) => sizes.calls + sizes.untaken > 0);
  await cluster.run(() => !unanswered(), LIMIT_MS);
  for (const { client, process } of bank.members) if (!process.dead) void client.close();
  let faults: string[] | undefined;
  const { client } = cluster.join();
  void audit(bank, client, isGone).then((found) => {
    faults = found;
  });
  await cluster
    .run(() => faults !== undefined && leftovers(cluster).length === 0, LIMIT_MS)
    .catch((cause) => {
      throw new Error(`Left over: ${leftovers(cluster).join(", ")}`, { cause });
    });
  await client.close();
  return faults ?? [];
}
