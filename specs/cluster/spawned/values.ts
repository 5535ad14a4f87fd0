import { expect } from "chai";
import { ActorDiedError, type ActorRef, type MachineRef, SerializationError } from "troupe";
import { waitFor } from "xstate";
import type { Shared } from "../../support/clusters.ts";
import { eventually } from "../../support/eventually.ts";
import { failureOf, thrownBy } from "../../support/failure.ts";
import { type Counting, machines } from "../../support/spawning.ts";

class Counter {
  n = 0;
  increment(): number {
    return ++this.n;
  }
  async add(ref: MachineRef<Counting>): Promise<void> {
    ref.send({ type: "add", by: this.n });
  }
}

/** What goes into a spawned machine and what comes out of it. */
export function values(shared: Shared): void {
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
    await eventually(() => seen.length === expected.length);
    subscription.unsubscribe();
    expect(seen).to.deep.equal(expected);
  });

  it("takes futures in its input", async () => {
    const { client } = shared;
    const n = client.submit((x: number) => x * 2, 21);
    const ref = await client.spawn(machines.doubled, { input: { n } });
    expect(await ref.output).to.equal(84);
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
}
