import { setTimeout as pause } from "node:timers/promises";
import { Client, fireAndForget } from "troupe";

/** What goes on all the time, by its name: each does something once, and leaves nothing behind. */
export type Habit = (client: Client, round: number) => Promise<void>;

const square = (x: number) => x * x;
const sum = (xs: readonly number[]) => xs.reduce((total, x) => total + x, 0);
const fill = (i: number, bytes: number) => new Uint8Array(bytes).fill(i % 256);
const lengthOf = (bytes: Uint8Array) => bytes.length;
const fail = (i: number): never => {
  throw new RangeError(`task ${i} fails`);
};
const nap = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

class Counter {
  n = 0;

  increment(): number {
    this.n += 1;
    return this.n;
  }
}

/** Bytes of a result that does not travel with the word that it is done. */
const LARGE = 2 << 20;

function expectEqual(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} in place of ${String(expected)}.`);
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** A steady load of all kinds. */
export const habits: Readonly<Record<string, Habit>> = {
  async graphs(client, round) {
    const leaves = client.map(square, range(round * 64, 64));
    const sums = [0, 1, 2, 3].map((i) => client.submit(sum, leaves.slice(i * 16, i * 16 + 16)));
    const total = client.submit(sum, sums);
    expectEqual(await total, sum(range(round * 64, 64).map(square)));
    // What is let go of by hand is gone at once, the rest when it is collected.
    for (const future of round % 2 === 0 ? leaves : []) future.release();
  },
  async largeResults(client, round) {
    const made = client.map(fill, range(round * 3, 3), Array(3).fill(LARGE));
    for (const length of await client.gather(client.map(lengthOf, made))) expectEqual(length, LARGE);
    const scattered = client.scatter(fill(round, LARGE));
    expectEqual(await client.submit(lengthOf, scattered), LARGE);
    for (const future of [...made, scattered]) future.release();
  },
  async failures(client, round) {
    const failed = client.options({ retries: 1 }).submit(fail, round);
    const after = client.submit(square, failed);
    expectEqual(String(await after.exception()).includes("fails"), true);
  },
  async cancels(client) {
    const slow = client.options({ pure: false }).map(nap, Array(8).fill(60_000));
    await pause(20);
    await Promise.all(slow.map((future) => future.cancel({ graceMs: 0 })));
    // Each ends threads, and new ones take their time.
    await pause(2000);
  },
  async actors(client, round) {
    const counter = await client.actor(Counter);
    const calls = range(0, 20).map(() => counter.increment());
    expectEqual((await Promise.all(calls)).at(-1), 20);
    if (round % 2 === 0) await client.kill(counter);
  },
  async primitives(client, round) {
    const queue = client.queue<number>(`queue-${round}`);
    await Promise.all(range(0, 10).map((i) => queue.put(i)));
    expectEqual((await queue.get({ batch: 10 })).length, 10);
    await client.lock(`lock-${round % 5}`).withLock(() => pause(1));
    const variable = client.variable(`variable-${round}`);
    await variable.set(client.submit(square, round));
    expectEqual(await variable.get().then((future) => future), round * round);
    await variable.delete();
    const event = client.event(`event-${round}`);
    await Promise.all([event.wait(), event.set()]);
    await event.clear();
  },
  async publishing(client, round) {
    const name = `published-${round}`;
    const future = client.submit(square, -round);
    await client.publish(name, future);
    expectEqual(await client.published<number>(name), round * round);
    await client.unpublish(name);
    fireAndForget(client.options({ pure: false }).submit(square, round));
  },
};

/** Clients that come, do something and leave. */
export async function visit(url: string, cluster: string): Promise<void> {
  await using client = await Client.connect(url, { cluster });
  expectEqual(await client.submit(square, 7), 49);
  // A nats-server remembers 10 000 connections that were closed: in a quarter of an hour it is not to grow by those.
  await pause(1000);
}
