import { expect } from "chai";
import { filter, firstValueFrom, tap } from "rxjs";
import { type Client, getClient } from "troupe";
import { Random } from "../simulation/random.ts";
import { describeOnEachBus, type Shared } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Fence } from "./fence.ts";
import { practise } from "./habits.ts";
import { LOCKS, User } from "./user.ts";
import { countsOf, fade, faultsOf, type Histories, lose, newHistories } from "./verdict.ts";
import { BOUNDS, HELP, habitsOf, tidy } from "./village.ts";
import { Villager } from "./villager.ts";

const MEMBERS = 8;
const STRANDS = 2;
const TIMES = 60;
const TASKS = 40;
const CHILDREN = 3;

/** A clock that all processes of a machine share. */
const now = () => Number(process.hrtime.bigint());

/** A client that does everything at once, and leaves in the midst of it or when it is done. */
async function takePart(client: Client, number: number, histories: Histories, fence: Fence): Promise<void> {
  const name = `m${number}`;
  const user = new User(name, client, histories);
  const random = new Random(number);
  const strands = Object.entries(habitsOf(fence)).flatMap(([habit, act]) =>
    Array.from({ length: STRANDS }, (_, i) => practise(user, act, random, `${habit}${i}`, TIMES)),
  );
  if (number % 2 === 0) {
    // The others are in the midst of it by then.
    await Promise.race(strands);
    await user.finish();
    fade(histories, name);
    await client.close();
    lose(histories, name);
  }
  await Promise.all(strands);
}

/** Tasks that take a lock and end, where they are not cancelled before: whatever they have goes on to others. */
async function sendTasks(client: Client, histories: Histories): Promise<void> {
  const random = new Random(99);
  const acquire = async (lock: string) => (await getClient().lock(lock).acquire()).token;
  for (let i = 0; i < TASKS; i++) {
    const [name, lock] = [`task${i}`, random.pick(["ann", "bob"])];
    const granted = histories.locks.call(name, LOCKS, ["acquire", [lock]]);
    // It may end, and what it has go on, before its result is here.
    histories.locks.mention(name, LOCKS, ["gone"]);
    const future = client.options({ pure: false }).submit(acquire, lock);
    if (random.chance(0.5)) granted(["granted", await future]);
    else await future.cancel();
    histories.locks.lose(name);
  }
}

/** What somebody sees of a variable, up to a value that is set when all else is done. */
function watch(client: Client): { readonly seen: string[]; readonly ended: Promise<unknown> } {
  const seen: string[] = [];
  const variable = client.variable<string>("variable");
  const ended = firstValueFrom(
    variable.changes$.pipe(
      tap((value) => seen.push(value)),
      filter((value) => value === "end"),
    ),
  );
  return { seen, ended };
}

describeOnEachBus(
  "what concurrent clients see of primitives",
  { workers: 1, threads: 2 },
  (shared: Shared) => {
    it("is what one object would do that does one thing after the other, whoever leaves or is killed", async () => {
      const histories = newHistories(now);
      const fence = new Fence();
      const watchers = [shared.client, await shared.join("watcher")].map(watch);
      const children = Array.from({ length: shared.bus === "nats" ? CHILDREN : 0 }, async (_, i) => {
        const child = new Villager(shared.cluster.url, `child${i}`, i, histories);
        await child.answered(200);
        await child.kill();
      });
      const members = Array.from({ length: MEMBERS }, async (_, i) =>
        takePart(await shared.join(`member ${i}`), i, histories, fence),
      );
      // It takes its time, as what it waits for in between never comes.
      const dwell = () => failureOf(shared.client.event("never").wait({ timeout: 20 })).then(() => {});
      const helper = new User("helper", shared.client, histories, dwell);
      const helping = practise(helper, HELP, new Random(0), "help", Number.POSITIVE_INFINITY);
      await Promise.all([...members, ...children, sendTasks(shared.client, histories)]);
      helper.over = true;
      await helping;
      await shared.client.variable<string>("variable").set("end");
      await Promise.all(watchers.map(({ ended }) => ended));
      await tidy(new User("last", shared.client, histories));
      for (const [kind, count] of Object.entries(countsOf(histories))) expect(count, kind).to.be.above(500);
      expect([...faultsOf(histories, BOUNDS), ...fence.breaches]).to.deep.equal([]);
      // Neither missed anything that came after the first value that it saw.
      const [one = [], other = []] = watchers.map(({ seen }) => seen).sort((a, b) => a.length - b.length);
      expect(one.length).to.be.above(50);
      expect(one).to.deep.equal(other.slice(-one.length));
    });
  },
);
