import { expect } from "chai";
import type { Client } from "troupe";
import { MemoryBroker } from "../../dist/src/bus/memory.js";
import { Client as BareClient } from "../../dist/src/client/client.js";
import { startPoolWorker } from "../../dist/src/cluster/pool-worker.js";
import { serveScheduler } from "../../dist/src/cluster/scheduler.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import type { LogLine } from "../../src/protocol/log-line.ts";
import { describeOnEachBus } from "../support/clusters.ts";

const MB = 1 << 20;
const fill = (i: number, bytes: number) => new Uint8Array(bytes).fill(i);

describeOnEachBus("results beyond a worker's memory", { workers: 1, memoryLimit: 64 * MB }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client.options({ pure: false });
  });

  const indices = Array.from({ length: 16 }, (_, i) => i);
  const whole = (x: Uint8Array, i: number) => Buffer.from(x).equals(Buffer.alloc(10_000_000, i));

  it("are there for tasks and for gather, and the worker lives on", async () => {
    const pid = await client.submit(() => process.pid);
    const made = client.map(fill, indices, Array(16).fill(10_000_000));
    const seen = client.map(whole, made, indices);
    expect(await client.gather(seen)).to.deep.equal(indices.map(() => true));
    const first = (await client.gather(made)).map((x) => [x.length, x[0], x[9_999_999]]);
    expect(first).to.deep.equal(indices.map((i) => [10_000_000, i, i]));
    expect(await client.submit(() => process.pid)).to.equal(pid);
  });

  it("may be scattered, and be all needed at once", async () => {
    const parts = client.scatter(indices.map((i) => fill(i, 8_000_000)));
    const sum = client.submit(
      (xs: Uint8Array[]) => xs.reduce((total, x) => total + x.length + (x[0] ?? 0), 0),
      parts,
    );
    expect(await sum).to.equal(16 * 8_000_000 + 120);
  });

  it("may each be larger than all of it", async () => {
    const made = client.submit(fill, 3, 100_000_000);
    expect(await client.submit((x: Uint8Array) => [x.length, x[99_999_999]], made)).to.deep.equal([
      100_000_000, 3,
    ]);
  });
});

describe("a key that nobody holds any more", () => {
  it("leaves no row and no byte behind, whether its value was made, scattered or on disk", async () => {
    const broker = new MemoryBroker();
    const log = ({ level, msg }: LogLine) => {
      if (level === "error") expect.fail(msg);
    };
    const clock = systemClock;
    const scheduler = serveScheduler({ bus: broker.connect(), clock, cluster: "c", log });
    await scheduler.leading;
    const names = ["ann", "bob"];
    const workers = names.map((name) =>
      startPoolWorker({ bus: broker.connect(), cluster: "c", name, threads: 1, memoryLimit: MB, log }),
    );
    await Promise.all(workers.map(({ joined }) => joined));
    const client = BareClient.over(
      { bus: broker.connect(), cluster: "c", address: "client.me" },
      async () => {},
    );

    const scattered = client.scatter([fill(1, 300_000), fill(2, 300_000), "small"]);
    const everywhere = client.scatter(fill(3, 200_000), { broadcast: true });
    const made = client.map(fill, [4, 5, 6, 7], Array(4).fill(300_000));
    const used = client.submit((xs: unknown[]) => xs.length, [...scattered, everywhere, ...made]);
    expect(await used).to.equal(8);
    const kept = () => workers.reduce((sum, { store }) => sum + store.size, 0);
    const inMemory = () => workers.reduce((sum, { store }) => sum + store.bytes, 0);
    expect(kept()).to.be.at.least(8);
    // What is too much goes to disk in its own time.
    while (inMemory() > 2 * MB) await new Promise((resolve) => setImmediate(resolve));

    for (const future of [...scattered, everywhere, ...made, used]) future.release();
    const held = () => [...scheduler.tables.workers.values()].reduce((sum, worker) => sum + worker.bytes, 0);
    const left = () => scheduler.tables.tasks.size + held() + kept() + inMemory();
    while (left() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect([scheduler.tables.tasks.size, held(), kept(), inMemory()]).to.deep.equal([0, 0, 0, 0]);

    await client.close();
    while (scheduler.tables.codes.size > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const worker of workers) worker.stop();
    await Promise.all(workers.map(({ ended }) => ended));
    scheduler.stop();
    await scheduler.ended;
  });
});
