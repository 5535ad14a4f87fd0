import { expect } from "chai";
import { fireAndForget } from "../../src/client/futures/fire-and-forget.ts";
import { SimulatedCluster } from "./cluster.ts";
import { SimulatedLogs } from "./log.ts";

const SEEDS = Math.min(20, Number(process.env["SEEDS"] ?? 20));
const LIMIT_MS = 120_000;
const TASKS = 20;

/** Runs in this process here: it is heard when a task has run. */
const tell = (id: number, ..._before: unknown[]) => {
  (process as NodeJS.EventEmitter).emit("troupe.spec", id);
  return id;
};

/** When a scheduler that begins anew has long heard of all that its client wants, ms. */
const HEARD_MS = 5000;

/** When the scheduler begins anew: never, while the client is there, or whenever, with what earlier ones have stored. */
type Restart = "never" | "before" | "stored";

/**
 * Fires tasks that depend on each other, lets go of them all, and leaves: at once, or when the scheduler has
 * begun anew. A worker dies in any case.
 */
async function fire(seed: number, restart: Restart): Promise<number> {
  const logs = restart === "stored" ? new SimulatedLogs() : null;
  const cluster = new SimulatedCluster(seed, { drop: 0.05, repeat: 0.05, delay: 20 }, logs);
  const { random, clock } = cluster;
  const ran = new Set<number>();
  const listen = (id: number) => ran.add(id);
  (process as NodeJS.EventEmitter).on("troupe.spec", listen);
  try {
    cluster.addWorker(1, 2000, []);
    cluster.addWorker(2, 2000, []);
    const client = cluster.connect();
    const futures = [client.submit(tell, 0)];
    for (let id = 1; id < TASKS; id++) futures.push(client.submit(tell, id, random.pick(futures)));
    fireAndForget(futures);
    for (const future of futures) future.release();
    clock.after(random.next() * 1000, () => cluster.crash(random.pick(cluster.workers)));
    if (restart === "stored") {
      const left = client.close();
      clock.after(random.next() * 500, () => cluster.court.restart());
      void left.then(() => clock.after(random.next() * 2000, () => cluster.court.restart()));
    } else if (restart === "before") {
      clock.after(random.next() * 1000, () => cluster.court.restart());
      clock.after(HEARD_MS, () => void client.close());
    } else {
      void client.close();
    }
    const isOver = () => restart !== "stored" || ran.size === TASKS;
    await cluster.run(
      () => clock.now() > HEARD_MS && cluster.scheduler.tables.tasks.size === 0 && isOver(),
      LIMIT_MS,
    );
    return ran.size;
  } finally {
    (process as NodeJS.EventEmitter).off("troupe.spec", listen);
  }
}

describe("tasks that are kept until they are done, simulated", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`run though their client leaves at once (SEED=${seed})`, async () => {
      expect(await fire(seed, "never")).to.equal(TASKS);
    });

    it(`run though the scheduler begins anew, and then their client leaves (SEED=${seed})`, async () => {
      expect(await fire(seed, "before")).to.equal(TASKS);
    });

    it(`run though their client leaves at once and the scheduler begins anew, with a log (SEED=${seed})`, async () => {
      expect(await fire(seed, "stored")).to.equal(TASKS);
    });
  }
});
