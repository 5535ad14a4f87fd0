import { IDLE } from "./claims.ts";
import { DataRow } from "./data-row.ts";
import { house, place } from "./placement.ts";
import type { ReadyQueue } from "./ready.ts";
import type { Failure, TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";
import { validateRecords } from "./validate-records.ts";
import { validateTally } from "./validate-tally.ts";
import type { WorkerRow } from "./worker-row.ts";

/**
 * Throws unless the scheduler's tables agree with each other, as they must between any two events.
 *
 * S1. A task is on the books of exactly the worker that it is assigned to, and of none otherwise.
 * S2. A waiting task counts exactly its dependencies without a result, and one that lacks none is not waiting.
 * S3. The queue counts exactly the queued tasks.
 * S4. A finished task has its result at hand or with a worker, and both sides know.
 * S5. `needed` counts exactly the dependents that are not done.
 * S6. Clients and keys agree on who holds what; every key is held, needed, or described for a dependent.
 * S7. `idle` counts exactly the tasks of a worker that take no slot, `busy` those that do and are known to run.
 * S8. `pins` counts exactly the results and items that hold the key inside, and the names it is published under.
 * S9. A piece of code counts exactly the tasks that run it.
 * S10. `actors` counts exactly the actors that a worker makes or hosts.
 * S11. Exactly the tasks that have failed have a failure, and those that can only fail when they are wanted.
 * S12. What is taken of a worker's resources is exactly what its tasks and actors take, and no more than it has.
 * S13. A restricted task is only where it may run.
 * S14. No task waits in a queue that has a place now.
 * S15. Only tasks that are assigned are asked back.
 * S16. What has ended is kept by nobody.
 * S17. `bytes` counts exactly the results that a worker holds or was told to keep.
 * S18. A scattered value that waits has somebody who hands it out, and a worker that is to get it or is looked for;
 *      a promised one has somebody who promises it.
 * S19. A worker knows exactly the tasks that have their home there and have not ended.
 * S20. Who retires is there, and gets nothing new; who may go has nothing left that is not elsewhere.
 * S21. A name belongs to an actor of that name that is there or on its way. Who waits for the end of one waits for
 *      one that lives.
 * S22. A claim is on the books of exactly the worker that made it, which is there; no row waits for what is claimed, or
 *      runs beside it, unless others are waited for who had an earlier scheduler.
 * S23. Only then a key is sought that is known by name alone or that nobody hands out any more, or an errand waits for its home.
 * S24. Where there is a store, exactly what is kept, published or in a primitive is recorded, and what that needs.
 * S25. Tasks are counted by kind and state, and actors listed, exactly as they are.
 */
export function validate(tables: Tables): void {
  const needed = new Map<TaskRow, number>();
  const pins = new Map<TaskRow, number>();
  const users = new Map<string, number>();
  let queued = 0;
  for (const row of tables.tasks.values()) {
    const claim = (held: boolean, invariant: string) => {
      if (!held)
        throw new Error(
          `${invariant} does not hold for ${row.key} (${row.state}).\n${tables.story.lines(row.key).join("\n")}`,
        );
    };
    if (row.state === "queued" && !row.errand) queued++;
    const assigned = row.state === "assigned" || row.state === "running";
    claim(assigned === (row.worker !== null), "S1");
    claim(
      row.worker === null ||
        (tables.workers.get(row.worker.address) === row.worker && row.worker.runs.get(row.run) === row),
      "S1",
    );
    const data = row instanceof DataRow && !row.described;
    const lacking = row.dependencies.filter((dependency) => dependency.state !== "finished").length;
    const unmet = lacking + (data && row.state === "waiting" ? 1 : 0);
    const { promiser } = data ? row : { promiser: null };
    if (data && promiser !== null) {
      claim(row.state === "waiting" || row.state === "released", "S18");
      claim(promiser.promises.has(row) && tables.clients.get(promiser.address) === promiser, "S18");
      claim(row.sources.size === 0 && row.targets.size === 0 && !tables.unplaced.has(row), "S18");
    } else if (data && row.hearsay) {
      claim(row.sources.size === 0 && row.targets.size === 0 && !tables.unplaced.has(row), "S18");
      const sought = tables.recovery?.sought.has(row) === true;
      claim(row.state !== "waiting" || row.failure !== null || sought, "S23");
    } else if (data && row.state === "waiting" && tables.recovery?.sought.has(row)) {
      claim(row.sources.size === 0 && row.targets.size === 0, "S18");
    } else if (data && row.state === "waiting") {
      const placed = row.targets.size > 0 || tables.unplaced.has(row) || tables.stranded.has(row);
      claim(row.sources.size > 0 && placed, "S18");
      for (const target of row.targets) claim(target.incoming.has(row.key), "S18");
    } else if (data) {
      claim(row.targets.size === 0 && !tables.unplaced.has(row) && !tables.stranded.has(row), "S18");
      claim(row.sources.size === 0 || row.state === "released", "S18");
    }
    claim(row.keepers.length === 0 || (row.state !== "finished" && row.state !== "failed"), "S16");
    claim(row.state !== "waiting" || (row.unmet === unmet && unmet > 0), "S2");
    claim(row.state !== "queued" || unmet === 0, "S2");
    const beyond = row.state === "released" && row.failure !== null && canOnlyFail(row, row.failure);
    claim((row.state === "failed" || beyond) === (row.failure !== null), "S11");
    claim(row.state !== "finished" || row.atHand || row.replicas.length > 0, "S4");
    for (const replica of row.replicas)
      claim(replica.results.has(row) && tables.workers.has(replica.address), "S4");
    for (const client of row.holders)
      claim(client.holds.has(row) && tables.clients.get(client.address) === client, "S6");
    claim(row.wanted || (row.dependents !== null && row.dependents.size > 0), "S6");
    for (const dependency of row.dependencies) {
      claim(dependency.dependents?.has(row) === true, "S5");
      if (row.needing) needed.set(dependency, (needed.get(dependency) ?? 0) + 1);
    }
    claim(row.needing === ["waiting", "queued", "assigned", "running"].includes(row.state), "S5");
    claim(row.worker === null || mayRun(row, row.worker), "S13");
    const settled = row.home === null || tables.workers.get(row.home)?.errands.has(row) === true;
    const stray = tables.recovery?.strays.has(row) === true;
    claim(settled || stray || row.failure !== null || row.state === "finished", "S19");
    const claimed = !IDLE.has(row.state) && tables.claims.has(row.key);
    claim(!claimed || row.failure !== null || tables.recovery !== null, "S22");
    for (const hash of row.codes) users.set(hash, (users.get(hash) ?? 0) + 1);
    for (const inner of row.inside) pins.set(inner, (pins.get(inner) ?? 0) + 1);
  }
  for (const [name, row] of [...tables.published.entries, ...tables.named.entries]) {
    if (tables.tasks.get(row.key) !== row) throw new Error(`S8: ${row.key} is "${name}", and not there.`);
    pins.set(row, (pins.get(row) ?? 0) + 1);
  }
  for (const rows of tables.pins.rows) for (const row of rows) pins.set(row, (pins.get(row) ?? 0) + 1);
  for (const [name, row] of tables.named.entries) {
    if (row.terms[3]?.[1] !== name || row.state === "failed")
      throw new Error(`S21: "${name}" is ${row.key} (${row.state}).`);
  }
  for (const row of tables.killings.keys()) {
    if (!row.actor || row.state !== "finished") throw new Error(`S21: ${row.key} (${row.state}) is to die.`);
  }
  for (const row of tables.tasks.values()) {
    if (row.needed !== (needed.get(row) ?? 0))
      throw new Error(`S5 does not hold for ${row.key} (${row.state}).`);
    if (row.pins !== (pins.get(row) ?? 0)) throw new Error(`S8 does not hold for ${row.key} (${row.state}).`);
  }
  for (const [hash, { tasks }] of tables.codes) {
    if (tasks !== (users.get(hash) ?? 0))
      throw new Error(`S9: ${users.get(hash)} tasks run ${hash}, ${tasks} counted.`);
  }
  if (tables.ready.size !== queued)
    throw new Error(`S3: ${queued} tasks are queued, ${tables.ready.size} counted.`);
  validateQueues(tables);
  for (const worker of tables.workers.values()) {
    validateResources(worker);
    const idle = [...worker.runs.values()].filter((row) => row.idle).length;
    if (worker.idle !== idle)
      throw new Error(`S7: ${idle} tasks of ${worker.name} wait, ${worker.idle} counted.`);
    const actors = [...worker.runs.values(), ...worker.results].filter((row) => row.actor).length;
    if (worker.actors !== actors)
      throw new Error(`S10: ${worker.name} has ${actors} actors, ${worker.actors} counted.`);
    const bytes = [...worker.results].map(({ size }) => size).concat([...worker.incoming.values()]);
    if (worker.bytes !== bytes.reduce((sum, size) => sum + size, 0))
      throw new Error(`S17: ${worker.name} counts ${worker.bytes} bytes, not ${bytes}.`);
    for (const row of worker.runs.values())
      if (row.worker !== worker) throw new Error(`S1 does not hold for ${row.key}.`);
    for (const row of worker.errands) {
      if (row.home !== worker.address || tables.tasks.get(row.key) !== row)
        throw new Error(`S19: ${row.key} is not at home with ${worker.name}.`);
    }
    if ((worker.state === "retiring") !== tables.retirements.has(worker))
      throw new Error(`S20: ${worker.name} is ${worker.state}.`);
    for (const { key, worker: claimant } of worker.claims) {
      if (claimant !== worker || !tables.claims.get(key)?.some((made) => made.worker === worker))
        throw new Error(`S22: ${worker.name} claims ${key}, and nobody knows.`);
    }
    for (const row of worker.results) {
      if (!row.replicas.includes(worker)) throw new Error(`S4: ${worker.name} should not hold ${row.key}.`);
    }
  }
  validateRetirements(tables);
  validateRecords(tables);
  validateTally(tables);
  for (const made of [...tables.claims.values()].flat()) {
    if (tables.workers.get(made.worker.address) !== made.worker || !made.worker.claims.has(made))
      throw new Error(`S22: ${made.worker.name} should not claim ${made.key}.`);
  }
  for (const client of tables.clients.values()) {
    for (const row of client.holds) {
      if (!row.holders.includes(client)) throw new Error(`S6: ${client.address} should not hold ${row.key}.`);
    }
  }
}

/** A result that nobody can make again, or a word of ours that stands. */
const canOnlyFail = ({ irreplaceable }: TaskRow, [kind]: Failure): boolean =>
  irreplaceable || kind === "lost" || kind === "denied";

/** Who may run a loose task depends on who else was there when it was placed. */
function mayRun({ restrictions }: TaskRow, { name, address }: WorkerRow): boolean {
  const names = restrictions?.[0] ?? null;
  return names === null || restrictions?.[1] === true || names.includes(name) || names.includes(address);
}

function validateQueues(tables: Tables): void {
  const check = (queue: ReadyQueue) => {
    if (tables.recovery !== null) return;
    const first = queue.peek();
    if (first === undefined) return;
    const workers = tables.ready.workersOf(queue);
    const worker = first.actor ? house(first, workers) : place(first, workers, tables.stolen);
    if (worker !== undefined) throw new Error(`S14: ${first.key} has a place at ${worker.name}, and waits.`);
  };
  check(tables.ready.usual);
  for (const queue of tables.ready.others) check(queue);
  for (const row of tables.recalled)
    if (row.worker === null) throw new Error(`S15: ${row.key} is asked back from nobody.`);
}

function validateResources(worker: WorkerRow): void {
  const taken = new Map<string, number>();
  const here = [...worker.runs.values(), ...[...worker.results].filter((row) => row.actor)];
  for (const row of here) {
    for (const [name, amount] of row.restrictions?.[2] ?? [])
      taken.set(name, (taken.get(name) ?? 0) + amount);
  }
  for (const name of new Set([...taken.keys(), ...worker.taken.keys()])) {
    const [counted = 0, real = 0, has = 0] = [worker.taken, taken, worker.resources].map((m) => m.get(name));
    if (Math.abs(counted - real) > 1e-9 || counted > has + 1e-9)
      throw new Error(`S12: ${real} ${name} of ${has} are taken at ${worker.name}, ${counted} counted.`);
  }
}

function validateRetirements(tables: Tables): void {
  for (const [worker, { dismissed }] of tables.retirements) {
    if (tables.workers.get(worker.address) !== worker)
      throw new Error(`S20: ${worker.name} retires, and is not there.`);
    if (dismissed && [...worker.runs.values()].some((row) => !row.actor && !row.errand))
      throw new Error(`S20: ${worker.name} may go, and has tasks.`);
  }
}
