import type { ToScheduler } from "../../../src/protocol/messages.ts";
import { payload } from "../../support/words.ts";
import { type Acts, withOne, withRun } from "./picks.ts";
import type { Run } from "./worker.ts";
import type { World } from "./world.ts";

/** What workers may do, and the tasks on them. */
export const workerActs: Acts = {
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
  begins: (world, [a, b]) =>
    withRun(world, a, b, (worker, run) => {
      run.begun = true;
      world.say(worker, ["running", run.assign[1], run.assign[2]]);
    }),
  waits: (world, [a, b]) =>
    withRun(world, a, b, (worker, { assign }) => world.say(worker, ["waiting", assign[1], assign[2]])),
  goesOn: (world, [a, b]) =>
    withRun(world, a, b, (worker, { assign }) => world.say(worker, ["resumed", assign[1], assign[2]])),
  endsSmall: (world, [a, b]) =>
    withRun(world, a, b, (worker, run) => world.say(worker, worker.end(run, false))),
  endsLarge: (world, [a, b]) =>
    withRun(world, a, b, (worker, run) => world.say(worker, worker.end(run, true))),
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
  dies: (world, [a, b]) =>
    withOne(world.workers, a, (worker) =>
      withOne(
        [...worker.store].filter((key) => world.tables.tasks.get(key)?.actor),
        b,
        (key) => world.say(worker, worker.die(key)),
      ),
    ),
  copies: (world, [a, b, c]) =>
    withOne(world.workers, a, (worker) =>
      withOne([...worker.copies], b, ([key, holders]) =>
        world.say(worker, worker.copy(key, holders, c % 4 > 0)),
      ),
    ),
  pauses: (world, [a, b]) =>
    withOne(world.workers, a, (worker) => world.say(worker, ["paused", b % 2 === 0])),
  wouldLeave: (world, [a, b]) =>
    withOne(world.workers, a, (worker) => {
      const patient = b % 2 === 0;
      if (!patient) worker.breakOff();
      world.say(worker, ["leave", patient]);
    }),
  obeys: (world, [a]) => withOne(world.workers, a, (worker) => world.obey(worker)),
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

/** The run is over without a result, and its worker says why. */
function breaksOff(world: World, a: number, b: number, outcome: (run: Run) => ToScheduler): void {
  withRun(world, a, b, (worker, run) => {
    const message = outcome(run);
    worker.runs.delete(run.assign[1]);
    world.say(worker, message);
  });
}
