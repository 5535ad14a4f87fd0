import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../dist/src/bus/server.js";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";

const MB = 1 << 20;

const fill = (i: number, bytes: number) => new Uint8Array(bytes).fill(i);

/** Opens files until there can be no more, and says how that was; all are open until `free`. */
const openAll = async () => {
  const { openSync } = await import("node:fs");
  const files: number[] = [];
  Object.assign(globalThis, { files });
  try {
    for (;;) files.push(openSync("/dev/null", "r"));
  } catch (error) {
    return String(error);
  }
};
const free = async () => {
  const { closeSync } = await import("node:fs");
  const { files } = globalThis as unknown as { files: number[] };
  for (const file of files.splice(0)) closeSync(file);
};

describe("what runs out", () => {
  let nats: NatsServer;
  let scheduler: Command;
  const folder = mkdtempSync(join(tmpdir(), "troupe-exhaustion-"));

  before(async () => {
    const config = join(folder, "nats.conf");
    // Little has room in one message, and little waits for who reads slowly.
    writeFileSync(config, "max_payload: 32KB\nmax_pending: 128KB\n");
    nats = await startNatsServer({ config });
    scheduler = await startScheduler(nats.url);
  });

  after(async () => {
    await scheduler?.[Symbol.asyncDispose]();
    await nats?.close();
    rmSync(folder, { recursive: true });
  });

  it("on disk leaves results in memory, sends work elsewhere, and is said once", async () => {
    const args = ["worker", "--nats", nats.url, "--name", "full", "--memory-limit", String(32 * MB)];
    // Blocks of 512 bytes or 1 KiB: the first result of 8 MiB has no room.
    await using full = await new Command(args, {}, "ulimit -f 4096").said("joined cluster");
    await using client = await Client.connect(nats.url);
    const there = client.options({ workers: ["full"] });
    const made = there.map(fill, [1, 2, 3, 4], Array(4).fill(8 * MB));
    await full.said("cannot be written to disk");
    await using _other = await startWorker(nats.url, "--name", "other");
    expect(await client.submit(fill, 7, 10)).to.deep.equal(fill(7, 10));
    const sums = await client.gather(made.slice(0, 3));
    expect(sums.map((bytes) => [bytes.length, bytes[0], bytes.at(-1)])).to.deep.equal(
      [1, 2, 3].map((i) => [8 * MB, i, i]),
    );
    for (const future of made) future.release();
    expect(await there.options({ key: "after" }).submit(fill, 9, 10)).to.deep.equal(fill(9, 10));
    expect(full.text.match(/cannot be written to disk/g)).to.have.lengthOf(1);
  });

  it("in files fails the tasks that need one, and what comes after does as before", async () => {
    const args = ["worker", "--nats", nats.url, "--threads", "1", "--memory-limit", String(16 * MB)];
    await using worker = await new Command(args, {}, "ulimit -n 128").said("joined cluster");
    await using client = await Client.connect(nats.url);
    const task = client.options({ pure: false });
    const pid = await task.submit(() => process.pid);
    expect(await task.submit(openAll)).to.include("EMFILE");
    // What the worker itself would have a file, a thread or both for.
    const spilled = task.map(fill, [1, 2, 3], Array(3).fill(4 * MB));
    expect((await client.gather(spilled)).map((bytes) => bytes[0])).to.deep.equal([1, 2, 3]);
    const error = await failureOf(client.actor(Counter).then((counter) => counter.increment()));
    expect(error.message).to.include("EMFILE");
    await task.submit(free);
    for (const future of spilled) future.release();
    const counter = await client.actor(Counter);
    expect(await counter.increment()).to.equal(1);
    expect(await task.submit(() => process.pid)).to.equal(pid);
    expect(worker.text).to.not.include("died");
  });

  it("in time to read, where a client is busy for seconds, is made up for, and costs nobody else", async () => {
    await using _worker = await startWorker(nats.url, "--threads", "1");
    await using slow = await Client.connect(nats.url);
    await using other = await Client.connect(nats.url);
    const mine = slow.options({ pure: false }).map(fill, Array(3000).fill(1), Array(3000).fill(3000));
    const theirs = other.options({ pure: false }).map((x: number) => x, [1, 2, 3]);
    const large = slow.submit(fill, 2, 8 * MB);
    await slow.delivered();
    const until = performance.now() + 1500;
    while (performance.now() < until);
    expect((await slow.gather(mine)).every((bytes) => bytes.length === 3000)).to.equal(true);
    expect((await large).every((byte) => byte === 2)).to.equal(true);
    expect(await other.gather(theirs)).to.deep.equal([1, 2, 3]);
  });
});
