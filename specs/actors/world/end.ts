import type { ToScheduler } from "../../../src/protocol/messages.ts";
import { claim } from "./claim.ts";
import { ENDS } from "./holder.ts";
import type { World } from "./world.ts";

/** Everybody answers until there is nothing left to answer; what no worker has room for gets one that has. */
export function finish(world: World): void {
  for (const worker of world.workers) world.say(worker, ["paused", false]);
  for (const client of world.clients) for (const key of [...client.promises]) world.redeem(client, key, 2);
  if (world.workers.length === 0) world.addWorker(1);
  world.sweep();
  for (let busy = true; busy; ) {
    const waiting = world.tables.ready.size > 0;
    const stuck = world.workers.every(({ address }) => world.tables.workers.get(address)?.open !== true);
    if (waiting || stuck) world.addWorker(1, true);
    busy = waiting || world.workers.some(({ mail }) => mail.length > 0);
    for (const worker of [...world.workers]) {
      world.read(worker);
      if (world.obey(worker)) {
        busy = true;
        continue;
      }
      for (const [key, holders] of [...worker.copies]) {
        busy = true;
        world.say(worker, worker.copy(key, holders, true));
      }
      for (const run of [...worker.runs.values()]) {
        busy = true;
        world.say(worker, worker.end(run, false));
      }
    }
  }
}

/** Throws unless every client knows an end of all that it holds. */
export function checkEnds(world: World): void {
  for (const { address, holds } of world.clients) {
    for (const [key, told] of holds) {
      claim(
        ENDS.includes(told),
        `${address} was told "${told}" of ${key} last: ${world.tables.tasks.get(key)?.state}`,
      );
      claim(
        world.tables.tasks.has(key) || told === "lost",
        `${address} holds ${key}, which the scheduler does not know`,
      );
    }
  }
}

/** Throws unless nothing is left anywhere once all clients have gone. */
export function checkEmpty(world: World): void {
  const names = world.tables.published.names.map((name): ToScheduler => ["unpublish", 1, name]);
  for (const pin of world.pins.keys()) world.unpin(pin);
  const named = [...world.tables.named.entries].map(([, { key }]): ToScheduler => ["kill", 1, key]);
  world.say(world.addClient(), ...names, ...named);
  // What nobody has asked for goes in the end.
  for (let i = 0; i < 120 && world.tables.claims.size > 0; i++) world.sweep();
  for (const worker of world.workers) world.read(worker);
  claim(world.tables.killings.size === 0, "somebody waits for the end of an actor");
  for (const { address, offers } of world.clients) {
    const open = [...offers.values()].filter((key) => world.tables.tasks.get(key)?.state !== "released");
    claim(open.length === 0, `${address} still hands out ${open}`);
  }
  for (const client of [...world.clients]) world.removeClient(client);
  const { tasks, clients, codes, ready, unplaced, stranded, claims } = world.tables;
  claim(
    claims.size + tasks.size + clients.size + codes.size + ready.size + unplaced.size + stranded.size === 0,
    `left: ${[...tasks.keys(), ...clients.keys(), ...codes.keys()]}`,
  );
  for (const worker of world.tables.workers.values()) {
    const { address, runs, results, bytes, queues, idle, occupancy, suspect } = worker;
    const left = {
      ...{ runs: runs.size, results: results.size, bytes, queues: queues.size },
      ...{ idle, occupancy, suspect },
    };
    claim(
      JSON.stringify(left) ===
        '{"runs":0,"results":0,"bytes":0,"queues":0,"idle":0,"occupancy":0,"suspect":null}',
      `${address}: ${JSON.stringify(left)}`,
    );
  }
  for (const worker of world.workers) {
    worker.read();
    claim(worker.runs.size === 0, `${worker.address} still runs ${[...worker.runs.keys()]}`);
    claim(worker.store.size === 0, `${worker.address} still keeps ${[...worker.store]}`);
  }
}
