import { expect } from "chai";
import { CaptureError, Client, getClient, type MachineRef, NotFoundError } from "troupe";
import { createMachine, toPromise, waitFor } from "xstate";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { type Counting, follow, machines, url } from "../support/spawning.ts";
import { ends } from "./spawned/ends.ts";
import { values } from "./spawned/values.ts";

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

  describe("and its values", () => values(shared));
  describe("at its end", () => ends(shared));
});
