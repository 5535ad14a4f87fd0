import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Client, Future, Queue } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";

/** Holds up a thread from within, so that it hears nothing until it is let go on. */
class Standstill {
  readonly #folder = mkdtempSync(join(tmpdir(), "troupe-standstill-"));
  readonly begun = join(this.#folder, "begun");
  readonly over = join(this.#folder, "over");
  readonly #watcher = watch(this.#folder);

  /** Resolves when the thread stands still, with the id of its process. */
  async begins(): Promise<number> {
    for (;;) {
      const pid = existsSync(this.begun) ? readFileSync(this.begun, "utf8") : "";
      if (pid !== "") return Number(pid);
      await once(this.#watcher, "change");
    }
  }

  end(): void {
    writeFileSync(this.over, "");
  }

  [Symbol.dispose](): void {
    this.end();
    this.#watcher.close();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Stands still until `over` is there. */
const standStill = async (begun: string, over: string): Promise<void> => {
  const { existsSync, writeFileSync: write } = await import("node:fs");
  const nap = new Int32Array(new SharedArrayBuffer(4));
  write(begun, String(process.pid));
  while (!existsSync(over)) Atomics.wait(nap, 0, 0, 5);
};

/** Asks for an item, and hears nothing of it before the thread goes on. */
const stuck = async (
  from: Queue<number>,
  stand: typeof standStill,
  begun: string,
  over: string,
): Promise<number> => {
  const item = from.get();
  await from.size();
  await stand(begun, over);
  return item;
};

describeOnEachBus(
  "an item that meets the wait of who does not want it any more",
  { workers: 1, threads: 1 },
  (shared) => {
    let client: Client;
    /** Resolves when the thread has said to the queue what it has to. */
    const heed = (queue: Queue<unknown>) => client.submit((named: Queue<unknown>) => named.size(), queue);
    beforeEach(() => {
      client = shared.client.options({ pure: false });
    });

    it("goes back where the task was cancelled before, ahead of what came later", async () => {
      using standstill = new Standstill();
      const [queue, said] = [client.queue<number>(), client.queue<string>()];
      const wait = async (from: Queue<number>, to: Queue<string>) => {
        const item = from.get();
        await to.put("waits");
        return item;
      };
      const waiting = client.submit(wait, queue, said);
      await said.get();
      const busy = client.submit(standStill, standstill.begun, standstill.over);
      await standstill.begins();
      await waiting.cancel({ graceMs: 60_000 });
      for (const n of [1, 2]) await queue.put(n);
      expect(await queue.size()).to.equal(1);
      standstill.end();
      await busy;
      await heed(queue);
      expect([await queue.get(), await queue.get()]).to.deep.equal([1, 2]);
    });

    it("goes back where the task has ended, with the futures inside", async () => {
      using standstill = new Standstill();
      const queue = client.queue<Future<number>>();
      const careless = async (
        from: Queue<Future<number>>,
        stand: typeof standStill,
        begun: string,
        over: string,
      ) => {
        void from.get().catch(() => {});
        await from.size();
        await stand(begun, over);
      };
      const ended = client.submit(careless, queue, standStill, standstill.begun, standstill.over);
      await standstill.begins();
      const inside = shared.client.scatter(7);
      await queue.put(inside);
      inside.release();
      standstill.end();
      await ended;
      await heed(queue);
      expect(await await queue.get()).to.equal(7);
    });

    it("goes back where the thread is ended under it", async () => {
      using standstill = new Standstill();
      const queue = client.queue<number>();
      const future = client.submit(stuck, queue, standStill, standstill.begun, standstill.over);
      await standstill.begins();
      for (const n of [1, 2]) await queue.put(n);
      await future.cancel({ graceMs: 0 });
      // The only thread: it begins anew before this runs.
      await client.submit(() => null);
      expect([await queue.get(), await queue.get()]).to.deep.equal([1, 2]);
    });

    // On the memory bus the worker is this process.
    if (shared.bus === "memory") return;

    it("goes back where the worker is killed, and the task has it when it runs again", async () => {
      using standstill = new Standstill();
      const queue = client.queue<number>();
      const future = client.submit(stuck, queue, standStill, standstill.begun, standstill.over);
      const pid = await standstill.begins();
      for (const n of [1, 2]) await queue.put(n);
      process.kill(pid, "SIGKILL");
      standstill.end();
      expect([await future, await queue.get()]).to.deep.equal([1, 2]);
    });
  },
);
