import type { Client } from "../../src/client/client.ts";
import { SimulatedCluster } from "./cluster.ts";
import { drawFaults, strike } from "./faults.ts";
import { SimulatedLogs } from "./log.ts";
import type { Plan, Story } from "./plan.ts";
import { Random } from "./random.ts";

declare const getClient: () => Client;

/** Virtual ms in which items are put and takers come, after which all that was said has arrived, and in which all is over. */
const SPAN_MS = 3000;
const QUIET_MS = 3000;
const LIMIT_MS = 120_000;
const STEPS = 60;
const QUEUE = "harvest";
const HARVESTED = "troupe.spec.harvested";

/** An item is put; or a taker comes, a task or a client, and is not to take any more after some ms. */
export interface Step {
  readonly kind: "put" | "task" | "client";
  readonly at: number;
  readonly ms: number;
  readonly id: number;
}

/** Where a log is kept, schedulers follow each other; a client that leaves just then may not be heard. */
const isKept = (seed: number): boolean => seed % 2 === 0;

/** Draws when items are put, when takers come and go, and when one scheduler after the other dies. */
export function drawHarvest(seed: number): Plan<Step> {
  const random = new Random(seed);
  const takers = isKept(seed) ? (["task"] as const) : (["task", "client"] as const);
  const steps = Array.from({ length: STEPS }, (_, id): Step => {
    const kind = random.chance(0.6) ? "put" : random.pick(takers);
    return { kind, at: random.next() * SPAN_MS, ms: random.next() * 500, id };
  });
  const faults = isKept(seed) ? drawFaults(random, ["scheduler"], random.below(3), SPAN_MS) : [];
  return { seed, steps, faults };
}

/** Runs in this process here: it is heard what a task takes. */
const take = async (name: string) => {
  for (;;)
    (process as NodeJS.EventEmitter).emit("troupe.spec.harvested", await getClient().queue(name).get());
};

/** Takers that are cancelled or leave, again and again, while items are on their way to them: each item is taken once, or left. */
export async function playHarvest({ seed, steps, faults }: Plan<Step>): Promise<Story> {
  const logs = isKept(seed) ? new SimulatedLogs() : null;
  const cluster = new SimulatedCluster(seed, { drop: 0, repeat: 0.05, delay: 1 + (seed % 20) }, logs);
  const { clock, network } = cluster;
  const found: number[] = [];
  const hear = (id: number) => found.push(id);
  (process as NodeJS.EventEmitter).on(HARVESTED, hear);
  try {
    const addWorker = () => cluster.addWorker(2, 20, []);
    for (let i = 0; i < 2; i++) addWorker();
    const client = cluster.connect();
    const queue = client.queue<number>(QUEUE);
    const put: number[] = [];
    let open = steps.length;
    const end = () => open--;
    const perform = async ({ kind, ms, id }: Step): Promise<void> => {
      if (kind === "put") return void (await queue.put(id).then(() => put.push(id)));
      if (kind === "client") return visit(cluster.connect(), ms);
      const future = client.options({ pure: false }).submit(take, QUEUE);
      await pause(ms);
      await future.cancel();
    };
    const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
    const visit = async (guest: Client, ms: number): Promise<void> => {
      const items = guest.queue<number>(QUEUE);
      const taking = (async () => {
        for await (const id of items) found.push(id);
      })();
      await pause(ms);
      await Promise.all([guest.close(), taking.catch(() => {})]);
    };
    for (const step of steps) clock.after(step.at, () => void perform(step).then(end));
    for (const fault of faults) {
      const scene = { cluster, clients: [], lost: new Set<string>(), addWorker };
      clock.after(fault.at, () => strike(scene, fault));
    }
    const isIdle = () => cluster.workers.every(({ service }) => service.tables.runs.size === 0);
    await cluster.run(() => open === 0 && isIdle(), LIMIT_MS);
    const quiet = clock.now() + QUIET_MS;
    await cluster.run(() => clock.now() > quiet, LIMIT_MS);
    let left: readonly number[] | null = null;
    void queue.get({ batch: true }).then((items) => {
      left = items;
    });
    await cluster.run(() => left !== null, LIMIT_MS);
    return {
      wrong: wrongs(put, [...found, ...(left ?? [])]),
      fingerprint: network.fingerprint,
      end: clock.now(),
      tale: [],
    };
  } finally {
    (process as NodeJS.EventEmitter).off(HARVESTED, hear);
  }
}

/** What was put and is nowhere, and what was found more than once. */
function wrongs(put: readonly number[], found: readonly number[]): string[] {
  const lost = put.filter((id) => !found.includes(id));
  const twice = found.filter((id, i) => found.indexOf(id) < i);
  return [...lost.map((id) => `${id} was put and is lost`), ...twice.map((id) => `${id} was given twice`)];
}
