import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  ActorDiedError,
  type ActorRef,
  CaptureError,
  Client,
  ClosedError,
  getClient,
  LocalCluster,
  type MachineRef,
  NotFoundError,
  remoteModule,
  SerializationError,
} from "troupe";
import { createMachine, toPromise, waitFor } from "xstate";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { beginTypeScript, endTypeScript } from "../support/typescript.ts";

const url = new URL("../support/spawned.ts", import.meta.url);
const machines = remoteModule<typeof import("../support/spawned.ts")>(url);
type Counting = typeof machines.counting;

/** Where a machine stands, snapshot by snapshot. */
function follow(ref: MachineRef<Counting>): unknown[] {
  const seen: unknown[] = [];
  ref.subscribe({
    next: ({ context }) => seen.push(context.n),
    error: (error) => seen.push(error),
    complete: () => seen.push("complete"),
  });
  return seen;
}

/** Resolves when `ready` holds; looks again whenever the event loop has come round. */
async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setImmediate(resolve));
}

class Counter {
  n = 0;
  increment(): number {
    return ++this.n;
  }
  async add(ref: MachineRef<Counting>): Promise<void> {
    ref.send({ type: "add", by: this.n });
  }
}

describeOnEachBus("a spawned machine", { typescript: true, workers: 2, threads: 1 }, (shared) => {
  it("runs on a worker, with its invoked promises and delays, and ends with an output", async () => {
    const { client } = shared;
    const ref = await client.spawn(machines.squaring, { input: { n: 7 } });
    const { worker, n } = ref.getSnapshot().context;
    expect(client.workers().map(({ name }) => name)).to.include(worker);
    expect(n).to.equal(7);
    expect(await ref.output).to.deep.equal({ worker, n: 49 });
    expect(ref.getSnapshot()).to.include({ status: "done", value: "done" });
  });

  it("tells of every snapshot in order, and of its end", async () => {
    const ref = await shared.client.spawn(machines.counting, { input: { n: 1 } });
    expect(ref.getSnapshot().value).to.deep.equal({ counting: "odd" });
    const seen = follow(ref);
    for (let by = 1; by <= 100; by++) ref.send({ type: "add", by });
    ref.send({ type: "end" });
    expect(await toPromise(ref)).to.deep.equal({ total: 5051 });
    const sums = Array.from({ length: 100 }, (_, i) => 1 + ((i + 1) * (i + 2)) / 2);
    expect(seen).to.deep.equal([...sums, 5051, "complete"]);
    expect(ref.getSnapshot()).to.include({ status: "done" });
    ref.send({ type: "add", by: 1 });
    expect(ref.getSnapshot().context.n).to.equal(5051);
  });

  it("tells of large snapshots and small ones in the order in which they were", async () => {
    const ref = await shared.client.spawn(machines.holding);
    const seen: number[] = [];
    const subscription = ref.subscribe(({ context: { held } }) => {
      if (held !== null) seen.push(typeof held === "number" ? held : (held as Uint8Array).length);
    });
    const expected: number[] = [];
    for (let i = 1; i <= 100; i++) {
      const bytes = 20_000 + i;
      expected.push(bytes, i);
      ref.send({ type: "grow", bytes });
      ref.send({ type: "hold", value: i });
    }
    await until(() => seen.length === expected.length);
    subscription.unsubscribe();
    expect(seen).to.deep.equal(expected);
  });

  it("is waited for with XState's waitFor", async () => {
    const ref = await shared.client.spawn(machines.counting);
    for (const by of [1, 2, 3]) ref.send({ type: "add", by });
    const snapshot = await waitFor(ref, ({ context }) => context.n === 6);
    expect(snapshot.hasTag("even")).to.equal(true);
    expect((await failureOf(waitFor(ref, () => false, { timeout: 1 }))).message).to.match(/Timeout of 1 ms/);
  });

  it("is watched by several clients, who see the same in the same order", async () => {
    const { client, join } = shared;
    const ref = await client.spawn(machines.counting, { name: "watched", input: { n: 10 } });
    const guest = await join();
    const other = await guest.lookup<Counting>("watched");
    const [mine, theirs] = [follow(ref), follow(other)];
    for (let i = 0; i < 50; i++) (i % 2 === 0 ? ref : other).send({ type: "add", by: i });
    await waitFor(other, ({ context }) => context.n === 1235);
    const late = await (await join()).lookup<Counting>("watched");
    expect(late.getSnapshot().context).to.deep.equal({ n: 1235 });
    const last = follow(late);
    late.send({ type: "end" });
    await Promise.all([ref.output, other.output, late.output]);
    expect(mine).to.have.length(52);
    expect(theirs).to.deep.equal(mine);
    expect(last).to.deep.equal([1235, "complete"]);
    const afterwards = await (await join()).lookup<Counting>("watched");
    expect(afterwards.getSnapshot().output).to.deep.equal({ total: 1235 });
    await client.kill(ref);
    expect(await failureOf(guest.lookup("watched"))).to.be.instanceOf(NotFoundError);
  });

  it("takes futures in its input", async () => {
    const { client } = shared;
    const n = client.submit((x: number) => x * 2, 21);
    const ref = await client.spawn(machines.doubled, { input: { n } });
    expect(await ref.output).to.equal(84);
  });

  it("may be any logic of XState's", async () => {
    const { client } = shared;
    const summing = await client.spawn(machines.summing);
    summing.send({ type: "add", by: 4 });
    expect((await waitFor(summing, ({ context }) => context === 4)).context).to.equal(4);
    const letters = await client.spawn(machines.letters);
    await toPromise(letters);
    expect(letters.getSnapshot().context).to.equal("b");
    const echoing = await client.spawn(machines.echoing);
    const said = new Promise((resolve) => echoing.on("*", resolve));
    echoing.send({ type: "say", text: "hello" });
    expect(await said).to.deep.equal({ type: "said", text: "hello" });
    const rejected = await client.spawn(machines.rejected);
    expect(await failureOf(rejected.output))
      .to.be.instanceOf(RangeError)
      .with.property("message", "not today");
  });

  it("fails with what it throws, for all who watch", async () => {
    const ref = await shared.client.spawn(machines.counting, { input: { n: 5 } });
    const seen = follow(ref);
    ref.send({ type: "add", by: 1 });
    ref.send({ type: "fail" });
    const error = await failureOf(ref.output);
    expect(error).to.be.instanceOf(RangeError).with.property("message", "no more");
    expect(seen).to.deep.equal([6, error]);
    expect(ref.getSnapshot()).to.include({ status: "error", error });
    expect(ref.getSnapshot().context).to.deep.equal({ n: 6 });
    expect(await failureOf(toPromise(ref))).to.equal(error);
  });

  it("has an error for observers where its context cannot travel, and goes on", async () => {
    const ref = await shared.client.spawn(machines.keeping);
    const refused = failureOf(waitFor(ref, () => false));
    ref.send({ type: "keep" });
    expect(await refused)
      .to.be.instanceOf(SerializationError)
      .with.property("path", "snapshot.context.kept");
    expect(thrownBy(() => ref.getSnapshot())).to.equal(await refused);
    ref.send({ type: "end" });
    expect(await ref.output).to.equal("kept to the end");
  });

  it("refuses events that are none or cannot travel, at once", async () => {
    const ref = await shared.client.spawn(machines.counting);
    const send = ref.send as (event: unknown) => void;
    expect(thrownBy(() => send.call(ref, { type: "add", by: Symbol("1") })))
      .to.be.instanceOf(SerializationError)
      .with.property("path", "args[0].by");
    for (const event of ["add", null, {}, { type: 1 }])
      expect(thrownBy(() => send.call(ref, event)).message).to.match(/An event is an object with a type/);
    ref.send({ type: "add", by: 1 });
    await waitFor(ref, ({ context }) => context.n === 1);
  });

  it("works where it arrives: in tasks, in other actors, and in events", async () => {
    const { client } = shared;
    const ref = await client.spawn(machines.counting);
    const task = client.submit(async (machine: MachineRef<Counting>) => {
      const { waitFor } = await import("xstate");
      const before = machine.getSnapshot().context.n;
      machine.send({ type: "add", by: 3 });
      const { context } = await waitFor(machine, (snapshot) => snapshot.context.n > before);
      return context.n;
    }, ref);
    expect(await task).to.equal(3);
    const counter = await client.actor(Counter);
    await counter.increment();
    await counter.add(ref);
    await waitFor(ref, ({ context }) => context.n === 4);
    const delegating = await client.spawn(machines.delegating);
    delegating.send({ type: "count", counter });
    await waitFor(delegating, ({ context }) => context.n === 2);
  });

  it("takes futures and references in events, and tells of them in its context", async () => {
    const { client, join } = shared;
    const ref = await client.spawn(machines.holding, { name: "holding" });
    ref.send({ type: "hold", value: client.submit((x: number) => x * 2, 4) });
    expect((await waitFor(ref, ({ context }) => context.held !== null)).context.held).to.equal(8);
    ref.send({ type: "hold", value: await client.actor(Counter) });
    const isActor = (value: unknown): value is ActorRef<Counter> => /^<Actor: Counter/.test(String(value));
    await waitFor(ref, ({ context }) => isActor(context.held));
    const { held } = (await (await join()).lookup<typeof machines.holding>("holding")).getSnapshot().context;
    expect(isActor(held) && (await held.increment())).to.equal(1);
    await client.kill(ref);
  });

  it("may hold futures, and hand them over in the end", async () => {
    const { client } = shared;
    const ref = await client.spawn(machines.promising);
    ref.send({ type: "submit", n: 5 });
    const { future } = (await waitFor(ref, ({ context }) => context.future !== null)).context;
    expect(await future).to.equal(6);
    ref.send({ type: "submit", n: 7 });
    ref.send({ type: "end" });
    const output = await ref.output;
    expect(await output.future).to.equal(8);
    expect(await ref.getSnapshot().context.future).to.equal(8);
  });

  it("has snapshots of any size", async () => {
    const ref = await shared.client.spawn(machines.holding);
    for (const bytes of [10, 100_000, 5 << 20, 3]) {
      ref.send({ type: "grow", bytes });
      const grown = await waitFor(
        ref,
        ({ context }) => (context.held as Uint8Array | null)?.length === bytes,
      );
      expect((grown.context.held as Uint8Array).every((byte) => byte === 7)).to.equal(true);
    }
  });

  it("has an output that is a future like any other, and holds the machine until it is there", async () => {
    const { client } = shared;
    const output = (await client.spawn(machines.squaring, { input: { n: 3 } })).output;
    const task = client.submit(({ n }: { n: number }) => n + 1, output);
    expect(await task).to.equal(10);
    expect((await output).n).to.equal(9);
    expect(output.status).to.equal("finished");
    const ref = await client.spawn(machines.resting);
    const waiting = ref.output.result();
    ref[Symbol.dispose]();
    expect(await waiting).to.equal("rested");
    const released = await client.spawn(machines.resting);
    released[Symbol.dispose]();
    expect(await failureOf(waitFor(released, () => false))).to.be.instanceOf(ActorDiedError);
  });

  it("is made by a task", async () => {
    const { client } = shared;
    const total = client.submit(async (module: string) => {
      const { remoteModule } = await import("troupe");
      const { counting } = remoteModule<typeof import("../support/spawned.ts")>(module);
      const ref = await getClient().spawn(counting, { input: { n: 1 } });
      ref.send({ type: "add", by: 1 });
      ref.send({ type: "end" });
      return (await ref.output).total;
    }, url.href);
    expect(await total).to.equal(2);
  });

  it("gives a waiting task's slot away", async () => {
    await using own = await Client.local({ bus: shared.bus, workers: 1, threads: 1 });
    const ref = await own.spawn(machines.counting);
    const waiting = own.submit(async (machine: MachineRef<Counting>) => {
      const { waitFor } = await import("xstate");
      return (await waitFor(machine, ({ context }) => context.n === 1)).context.n;
    }, ref);
    const sending = own.submit((machine: MachineRef<Counting>) => machine.send({ type: "add", by: 1 }), ref);
    await sending;
    expect(await waiting).to.equal(1);
  });

  it("is refused where it is no logic of a module, or has thrown before it began", async () => {
    const { client } = shared;
    const inline = createMachine({ entry: () => {} });
    const refusal = await failureOf(client.spawn(inline));
    expect(refusal).to.be.instanceOf(CaptureError);
    expect(refusal.message).to.match(
      /takes an export of a module, and this is of type object.*remoteModule/s,
    );
    const untyped = machines as unknown as Record<string, Counting>;
    const spawn = (name: string) => failureOf(client.spawn(untyped[name] as Counting));
    expect(await failureOf(client.spawn((() => inline) as unknown as Counting))).to.be.instanceOf(
      CaptureError,
    );
    expect(await spawn("missing"))
      .to.be.instanceOf(NotFoundError)
      .with.property("message")
      .that.matches(/no export "missing"/);
    expect(await spawn("NoLogic")).to.be.instanceOf(TypeError);
    expect((await spawn("nothing")).message).to.match(
      /"nothing" is no actor logic of XState's but of type object/,
    );
    expect(await spawn("stillborn"))
      .to.be.instanceOf(RangeError)
      .with.property("message", "not like this");
    expect((await failureOf(client.actor(machines.counting as never))).message).to.match(/spawn/);
    const wrong = { input: { n: 1 }, nmae: "x" } as unknown as { input: { n: number } };
    expect((await failureOf(client.spawn(machines.counting, wrong))).message).to.match(/no option "nmae"/);
  });

  it("dies when it is killed, for all who watch", async () => {
    const { client } = shared;
    const ref = await client.spawn(machines.counting, { input: { n: 3 } });
    const seen = follow(ref);
    await client.kill(ref);
    expect(await failureOf(ref.output)).to.be.instanceOf(ActorDiedError);
    expect(seen).to.have.length(1);
    expect(seen[0]).to.be.instanceOf(ActorDiedError);
    expect(ref.getSnapshot()).to.include({ status: "error", error: seen[0] });
    expect(ref.getSnapshot().context).to.deep.equal({ n: 3 });
    ref.send({ type: "add", by: 1 });
    expect(await failureOf(waitFor(ref, () => false))).to.be.instanceOf(ActorDiedError);
  });

  it("is ended when nobody holds it any more; a subscription does", async () => {
    const { client } = shared;
    const folder = mkdtempSync(join(tmpdir(), "troupe-"));
    const path = join(folder, "mourned");
    const ref = await client.spawn(machines.mourning, { input: { path } });
    const watching = ref.subscribe(() => {});
    ref[Symbol.dispose]();
    expect(await client.submit((x: number) => x, 1)).to.equal(1);
    expect(existsSync(path)).to.equal(false);
    watching.unsubscribe();
    await until(() => existsSync(path));
    expect(thrownBy(() => ref.send({ type: "none" }))).to.be.instanceOf(ActorDiedError);
    rmSync(folder, { recursive: true });
  });

  it("takes the actors of its thread along when it exits, but not what has ended", async () => {
    await using own = await Client.local({ bus: shared.bus, workers: 1, threads: 1 });
    const [exiting, counting, done] = await Promise.all([
      own.spawn(machines.exiting),
      own.spawn(machines.counting),
      own.spawn(machines.counting, { name: "done" }),
    ]);
    done.send({ type: "end" });
    await done.output;
    const seen = follow(counting);
    exiting.send({ type: "exit" });
    const error = await failureOf(exiting.output);
    expect(error).to.be.instanceOf(ActorDiedError);
    expect(error.message).to.match(/exiting-[0-9a-f]{32} called process\.exit\(3\)/);
    expect((await failureOf(counting.output)).message).to.equal(error.message);
    expect(seen).to.have.length(1);
    expect(done.getSnapshot().status).to.equal("done");
    expect((await own.lookup<Counting>("done")).getSnapshot().output).to.deep.equal({ total: 0 });
  });

  it("fails for its watchers when its worker leaves", async () => {
    const own = await LocalCluster.start({ bus: shared.bus, workers: 1 });
    const guest = await Client.connect(own);
    try {
      const ref = await guest.spawn(machines.counting);
      const seen = follow(ref);
      await own.scale(0);
      expect(await failureOf(ref.output)).to.be.instanceOf(ActorDiedError);
      expect(seen).to.have.length(1);
    } finally {
      await guest.close();
      await own.close();
    }
  });

  it("is out of reach for a client that is closed", async () => {
    const guest = await Client.connect(shared.cluster);
    const ref = await guest.spawn(machines.counting);
    const seen = follow(ref);
    await guest.close();
    expect(await failureOf(ref.output)).to.be.instanceOf(ClosedError);
    expect(seen).to.have.length(1);
    expect(thrownBy(() => ref.send({ type: "end" }))).to.be.instanceOf(ClosedError);
    expect(await failureOf(guest.spawn(machines.counting))).to.be.instanceOf(ClosedError);
  });
});

describe("a spawned machine whose worker is killed", () => {
  before(beginTypeScript);
  after(endTypeScript);

  it("fails for its watchers", async () => {
    await using client = await Client.local({ bus: "nats", workers: 1 });
    const ref = await client.spawn(machines.holding);
    const errors: unknown[] = [];
    ref.subscribe({ error: (error) => errors.push(error) });
    ref.send({ type: "die" });
    expect(await failureOf(ref.output)).to.be.instanceOf(ActorDiedError);
    expect(errors).to.have.length(1);
    ref.send({ type: "hold", value: 1 });
    const next = await client.spawn(machines.holding);
    expect(next.getSnapshot().context).to.deep.equal({ held: null });
  });
});
