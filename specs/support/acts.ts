import fc from "fast-check";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import type { Holder } from "./holder.ts";
import { payload, type Submission } from "./words.ts";
import { SPECIAL, World } from "./world.ts";
import type { Run, Worker } from "./world-worker.ts";

/** Three numbers by which an act picks whom and what it is about. */
type Dice = readonly [number, number, number];
/** One of those below, by its name. */
export type Act = readonly [name: string, dice: Dice];

/** Under what some tasks run: one of them alone on a GPU, two beside each other, or near a name. */
const RESTRICTIONS: readonly Submission[] = [
  { resources: [["gpu", 1]] },
  { resources: [["gpu", 0.5]] },
  { workers: [SPECIAL] },
  { workers: [SPECIAL], loose: true },
];

/** What may happen; each does nothing where there is nobody to do it. */
const acts: Readonly<Record<string, (world: World, dice: Dice) => void>> = {
  clientJoins: (world) => void world.addClient(),
  clientLeaves: (world, [a]) => withOne(world.clients, a, (client) => world.removeClient(client)),
  workerJoins: (world, [a]) => void world.addWorker(1 + (a % 2), a % 3 === 0),
  workerLeaves: (world, [a]) => withOne(world.workers, a, (worker) => world.removeWorker(worker, "bye")),
  workerDies: (world, [a]) => withOne(world.workers, a, (worker) => world.removeWorker(worker, "gone")),
  workerFallsSilent: (world, [a]) =>
    withOne(world.workers, a, (worker) => world.removeWorker(worker, "silence")),
  workerGreetsAgain: (world, [a]) => withOne(world.workers, a, (worker) => world.greetAgain(worker)),
  workerReads: (world, [a]) => withOne(world.workers, a, (worker) => world.read(worker)),
  allRead: (world) => {
    for (const worker of world.workers) world.read(worker);
  },
  swept: (world) => world.sweep(),

  submits: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) => {
      const held = [...client.holds.keys()];
      const dependencies = held.filter((_, i) => (b >> (i % 8)) & 1).slice(-3);
      world.submit(client, world.newKey(), {
        dependencies,
        retries: c % 2,
        priority: c % 3,
        actor: c % 8 === 7,
        ...(c % 16 === 15 && { name: `actor${b % 2}` }),
        ...RESTRICTIONS[(c >> 3) % 8],
      });
    }),
  submitsAgain: (world, [a, b]) =>
    withOne(world.clients, a, (client) => withOne(world.keys, b, (key) => world.submit(client, key, {}))),
  holds: (world, [a, b]) =>
    withOne(world.clients, a, (client) =>
      withOne(world.keys, b, (key) => {
        client.holds.set(key, "untold");
        world.say(client, ["hold", [key]]);
      }),
    ),
  releases: (world, [a, b]) =>
    withHeld(world, a, b, (client, key) => {
      client.holds.delete(key);
      world.say(client, ["release", [key], null]);
    }),
  keeps: (world, [a, b]) => withHeld(world, a, b, (client, key) => world.say(client, ["keep", key])),
  cancels: (world, [a, b, c]) =>
    withHeld(world, a, b, (client, key) => {
      client.holds.delete(key);
      client.promises.delete(key);
      const force = c % 4 === 0;
      for (const other of world.clients) if (force) other.forced.add(key);
      world.say(client, ["cancel", [key], force, 1000]);
    }),
  cancelsAndSubmits: (world, [a, b]) =>
    withHeld(world, a, b, (client, key) => {
      client.holds.set(key, "running");
      client.promises.delete(key);
      world.say(client, ["cancel", [key], false, 1000], ["submit", key, ["f"], payload(key), [], null, null]);
      if (!client.holds.has(key)) throw new Error(`The next life of ${key} ended with the last one.`);
    }),
  retries: (world, [a, b]) => withHeld(world, a, b, (client, key) => world.say(client, ["retry", key])),
  misses: (world, [a, b]) =>
    withHeld(world, a, b, (client, key) => {
      const holders = world.tables.tasks.get(key)?.replicas.map(({ address }) => address) ?? [];
      world.say(client, ["missing", key, holders]);
    }),

  begins: (world, [a, b]) =>
    withRun(world, a, b, (worker, run) => {
      run.begun = true;
      world.say(worker, ["running", run.assign[1], run.assign[2]]);
    }),
  waits: (world, [a, b]) =>
    withRun(world, a, b, (worker, { assign }) => world.say(worker, ["waiting", assign[1], assign[2]])),
  goesOn: (world, [a, b]) =>
    withRun(world, a, b, (worker, { assign }) => world.say(worker, ["resumed", assign[1], assign[2]])),
  endsSmall: (world, [a, b]) => withRun(world, a, b, (worker, run) => world.end(worker, run, false)),
  endsLarge: (world, [a, b]) => withRun(world, a, b, (worker, run) => world.end(worker, run, true)),
  fails: (world, [a, b]) =>
    breaksOff(world, a, b, ({ assign }) => ["failed", assign[1], assign[2], payload("e")]),
  returns: (world, [a, b]) => breaksOff(world, a, b, ({ assign }) => ["returned", assign[1], assign[2]]),
  starves: (world, [a, b]) =>
    withRun(world, a, b, (worker, { assign }) => {
      const dependency = assign[5].find(([, , inline]) => inline === null);
      if (dependency === undefined) return;
      worker.runs.delete(assign[1]);
      world.say(worker, ["starved", assign[1], assign[2], dependency[0], dependency[3]]);
    }),
  fetches: (world, [a, b]) =>
    withRun(world, a, b, (worker, { assign }) => {
      const keys = assign[5].filter(([, , inline]) => inline === null).map(([key]) => key);
      for (const key of keys) worker.store.add(key);
      world.say(worker, ["holding", keys]);
    }),

  scatters: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) => {
      // The same key stands for the same content, with the same futures inside.
      if (c % 3 === 0) return world.scatter(client, `data${b % 4}`, c % 2 === 0, []);
      world.scatter(client, world.newKey(), c % 2 === 0, [...client.holds.keys()].slice(0, b % 3));
    }),
  promises: (world, [a]) => withOne(world.clients, a, (client) => world.promise(client, world.newKey())),
  redeems: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) =>
      withOne([...client.promises], b, (key) => world.redeem(client, key, c)),
    ),
  kills: (world, [a, b]) => withHeld(world, a, b, (client, key) => world.say(client, ["kill", b, key])),
  dies: (world, [a, b]) =>
    withOne(world.workers, a, (worker) =>
      withOne(
        [...worker.store].filter((key) => world.tables.tasks.get(key)?.actor),
        b,
        (key) => world.die(worker, key),
      ),
    ),
  looksUp: (world, [a, b]) =>
    withOne(world.clients, a, (client) => world.say(client, ["lookup", b, `actor${b % 2}`])),
  copies: (world, [a, b, c]) =>
    withOne(world.workers, a, (worker) =>
      withOne([...worker.copies], b, ([key, holders]) => world.copy(worker, key, holders, c % 4 > 0)),
    ),
  pauses: (world, [a, b]) =>
    withOne(world.workers, a, (worker) => world.say(worker, ["paused", b % 2 === 0])),
  submitsHome: (world, [a, b, c]) =>
    withOne(world.clients, a, (client) =>
      withOne(world.workers, b, ({ address }) =>
        world.submit(client, world.newKey(), {
          dependencies: [...client.holds.keys()].slice(0, c % 3),
          home: address,
        }),
      ),
    ),
  publishes: (world, [a, b, c]) =>
    withHeld(world, a, b, (client, key) =>
      world.say(client, ["publish", b, `name${c % 3}`, key, c % 2 === 0]),
    ),
  unpublishes: (world, [a, b]) =>
    withOne(world.clients, a, (client) => world.say(client, ["unpublish", b, `name${b % 3}`])),
  finds: (world, [a, b]) =>
    withOne(world.clients, a, (client) => {
      const key = world.newKey();
      client.holds.set(key, "untold");
      world.say(client, ["find", key, `name${b % 3}`]);
    }),
  pins: (world, [a, b]) =>
    withOne(world.clients, a, ({ holds }) =>
      world.pin([...holds.keys()].filter((_, i) => (b >> (i % 8)) & 1)),
    ),
  unpins: (world, [a]) => withOne([...world.pins.keys()], a, (pin) => world.unpin(pin)),
  retires: (world, [a, b]) =>
    withOne(world.clients, a, (client) =>
      withOne(world.workers, b, ({ address }) => world.say(client, ["retire", b, [address]])),
    ),
  wouldLeave: (world, [a, b]) =>
    withOne(world.workers, a, (worker) => {
      const patient = b % 2 === 0;
      if (!patient) worker.breakOff();
      world.say(worker, ["leave", patient]);
    }),
  obeys: (world, [a]) => withOne(world.workers, a, (worker) => world.obey(worker)),
  restarts: (world, [a, b]) =>
    withOne(world.clients, a, (client) => {
      if (b % 4 === 0) world.restart(client);
    }),

  takesOver: (world, [a, b]) => {
    if (b % 3 === 0) world.takeOver(a);
  },

  taskSubmits: (world, [a, b, c]) =>
    withRun(world, a, b, (worker, run) => {
      if (run.assign[1].startsWith("shared")) return;
      const child =
        world.clients.find(({ address }) => address === worker.child) ?? world.addClient(worker.child);
      const key = c % 3 === 0 ? `shared${c % 2}` : world.newKey();
      run.made.push(key);
      world.submit(child, key, { dependencies: run.made.slice(0, c % 2), parent: run.assign[1] });
    }),
  taskReleases: (world, [a, b, c]) =>
    withRun(world, a, b, (worker, { made }) => {
      const child = world.clients.find(({ address }) => address === worker.child);
      withOne(made, c, (key) => {
        if (!child?.holds.delete(key)) return;
        const within = [...worker.runs.values()].filter((run) => run.made.includes(key));
        world.say(child, ["release", [key], within.map(({ assign }) => assign[1])]);
      });
    }),
};

function withOne<T>(items: readonly T[], at: number, act: (item: T) => void): void {
  const item = items[at % Math.max(1, items.length)];
  if (item !== undefined) act(item);
}

function withHeld(world: World, a: number, b: number, act: (client: Holder, key: string) => void): void {
  withOne(world.clients, a, (client) => withOne([...client.holds.keys()], b, (key) => act(client, key)));
}

function withRun(world: World, a: number, b: number, act: (worker: Worker, run: Run) => void): void {
  withOne(world.workers, a, (worker) => withOne([...worker.runs.values()], b, (run) => act(worker, run)));
}

/** The run is over without a result, and its worker says why. */
function breaksOff(world: World, a: number, b: number, outcome: (run: Run) => ToScheduler): void {
  withRun(world, a, b, (worker, run) => {
    const message = outcome(run);
    worker.runs.delete(run.assign[1]);
    world.say(worker, message);
  });
}

/** How often each happens, where it is not once. */
const weights: Readonly<Record<string, number>> = {
  submits: 12,
  allRead: 6,
  workerJoins: 2,
  endsSmall: 4,
  endsLarge: 8,
  begins: 2,
  fails: 3,
  retries: 2,
  taskSubmits: 4,
  scatters: 4,
  promises: 3,
  redeems: 3,
  dies: 2,
  copies: 6,
  releases: 3,
  publishes: 2,
  finds: 2,
  retires: 2,
};

const act = fc.oneof(
  ...Object.keys(acts).map((name) => ({ weight: weights[name] ?? 1, arbitrary: fc.constant(name) })),
);
const die = fc.nat(255);
export const story = fc.array(fc.tuple(act, fc.tuple(die, die, die)), {
  minLength: 1,
  maxLength: 120,
  size: "max",
});

/** A world, with a store or without, in which a story has happened. */
export function tell(events: readonly Act[], durable: boolean): World {
  const world = new World(durable);
  world.addClient();
  world.addClient();
  world.addWorker(1);
  for (const [name, dice] of events) acts[name]?.(world, dice);
  return world;
}
