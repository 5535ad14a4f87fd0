import { expect } from "chai";
import { filter, firstValueFrom } from "rxjs";
import { type ActorRef, type Client, getWorker } from "troupe";
import type { Bus } from "../../dist/src/bus/bus.js";
import { Trace } from "../../dist/src/client/observer/trace.js";
import type { SpanView } from "../../dist/src/client/observer/views.js";
import { Roster } from "../../dist/src/client/session/roster.js";
import { SCHEDULER, traces } from "../../dist/src/protocol/subjects.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import { describeOnEachBus, type Shared } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { eventually } from "../support/eventually.ts";
import { failureOf } from "../support/failure.ts";

/** Somebody who looks at a cluster. */
class Onlooker implements AsyncDisposable {
  readonly spans: SpanView[] = [];
  readonly trace: Trace;
  readonly #bus: Bus;
  readonly #roster = new Roster();
  #changed: () => void = () => {};

  private constructor(bus: Bus, client: Client) {
    this.#roster.update(
      client.workers().map(({ name, address, threads, host }) => [name, address, threads, host, false, 0]),
    );
    this.#bus = bus;
    const cluster = "default";
    this.trace = new Trace({ bus, clock: systemClock, cluster, address: "client.eye", roster: this.#roster });
  }

  static async join({ cluster, client }: Shared): Promise<Onlooker> {
    return new Onlooker(await cluster.connect(), client);
  }

  /** Watches, and resolves when all workers know that. */
  async watch(): Promise<void> {
    this.trace.watch(({ spans }) => {
      this.spans.push(...spans);
      this.#changed();
    });
    await eventually(() => this.#roster.workers.every(([, address]) => this.trace.look(address)));
  }

  /** Resolves with a span like that, once there is one. */
  async like(wanted: Partial<SpanView>): Promise<SpanView> {
    const isLike = (span: SpanView) =>
      Object.entries(wanted).every(([name, value]) => Reflect.get(span, name) === value);
    for (;;) {
      const found = this.spans.find(isLike);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.trace.close();
    await this.#bus.close();
  }
}

const place = () => getWorker().name;
const fill = (size: number) => new Uint8Array(size);
const length = (bytes: Uint8Array) => bytes.length;
const spin = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};
const fails = () => {
  throw new RangeError("no more");
};
const once = { pure: false };

describeOnEachBus("a cluster that is watched", { workers: 2, threads: 1 }, (shared) => {
  it("tells of tasks, with their threads and how they ended", async () => {
    await using eye = await Onlooker.join(shared);
    await eye.watch();
    const { client } = shared;
    const future = client.options(once).submit(place);
    const done = await eye.like({ kind: "task", name: "place" });
    expect(done).to.include({ worker: await future, key: future.key, outcome: "done" });
    expect(done.lane).to.match(/^\d+$/);
    expect(done.bytes).to.be.above(0);
    await client.options(once).submit(fails).exception();
    expect((await eye.like({ name: "fails" })).outcome).to.equal("failed");
  });

  it("tells of the tasks of a thread one after the other, as they ran", async () => {
    await using eye = await Onlooker.join(shared);
    await eye.watch();
    const { client } = shared;
    await client.gather(
      client.options(once).map(
        spin,
        Array.from({ length: 100 }, (_, i) => i % 3),
      ),
    );
    for (const { name } of client.workers())
      await client.options({ ...once, name: `last-${name}`, workers: [name] }).submit(place);
    for (const { name } of client.workers()) await eye.like({ name: `last-${name}` });
    const lanes = new Map<string, SpanView[]>();
    for (const span of eye.spans.filter(({ name }) => name === "spin")) {
      const lane = `${span.worker} ${span.lane}`;
      lanes.set(lane, [...(lanes.get(lane) ?? []), span]);
    }
    for (const spans of lanes.values()) {
      spans.sort((one, other) => one.began - other.began);
      spans.forEach(({ began }, i) => {
        const before = spans[i - 1];
        if (before !== undefined) expect(began).to.be.at.least(before.began + before.ms - 0.1);
      });
    }
    expect([...lanes.values()].flat()).to.have.length(100);
  });

  it("tells of a task that was cancelled while it ran, and of one whose thread has ended", async () => {
    await using eye = await Onlooker.join(shared);
    await eye.watch();
    const { client } = shared;
    const endless = client.options({ name: "endless", pure: false }).submit(() => new Promise(() => {}));
    await firstValueFrom(endless.status$.pipe(filter((status) => status === "running")));
    await endless.cancel({ graceMs: 1 });
    expect((await eye.like({ name: "endless" })).outcome).to.equal("cancelled");
    const exits = client.options({ name: "exits", pure: false }).submit(() => process.exit(1));
    await exits.exception();
    expect((await eye.like({ name: "exits" })).outcome).to.equal("failed");
  });

  it("tells of transfers between workers, with where from and how much", async () => {
    await using eye = await Onlooker.join(shared);
    await eye.watch();
    const { client } = shared;
    const [here, there] = client.workers().map(({ name }) => name);
    if (here === undefined || there === undefined) expect.fail("There are two workers.");
    const made = client.options({ ...once, workers: [here] }).submit(fill, 200_000);
    expect(await client.options({ ...once, workers: [there] }).submit(length, made)).to.equal(200_000);
    const span = await eye.like({ kind: "transfer" });
    expect(span).to.include({ worker: there, name: here, lane: "net", key: made.key, outcome: "done" });
    expect(span.bytes).to.be.above(200_000);
  });

  it("tells of calls to actors, with how long they took and how they ended", async () => {
    await using eye = await Onlooker.join(shared);
    await eye.watch();
    const counter = await shared.client.actor(Counter);
    await counter.increment();
    const span = await eye.like({ kind: "call", name: "Counter.increment" });
    expect(span.lane).to.match(/^a\d+$/);
    expect(span.outcome).to.equal("done");
    await counter.incrementLater();
    expect((await eye.like({ name: "Counter.incrementLater" })).ms).to.be.above(0);
    await failureOf(counter.fail());
    expect((await eye.like({ name: "Counter.fail" })).outcome).to.equal("failed");
  });

  it("tells what each process uses, and in which state it is", async () => {
    await using eye = await Onlooker.join(shared);
    const addresses = [SCHEDULER, ...shared.client.workers().map(({ address }) => address)];
    await eventually(() => addresses.every((address) => eye.trace.look(address)?.load?.memory));
    expect(eye.trace.look(SCHEDULER)?.state).to.deep.equal(["leading"]);
    for (const address of addresses.slice(1)) {
      const traced = eye.trace.look(address);
      expect(traced?.state).to.deep.equal(["running"]);
      expect(traced?.load?.memoryLimit).to.be.above(0);
    }
  });

  it("tells how often actors were called, and how many calls wait", async () => {
    await using eye = await Onlooker.join(shared);
    const { client } = shared;
    const counter: ActorRef<Counter> = await client.options({ name: "told" }).actor(Counter);
    await counter.increment();
    const waiting = [counter.forever(), counter.increment(), counter.increment()];
    const figures = () =>
      client
        .workers()
        .flatMap(({ address }) => [...(eye.trace.look(address)?.actors.values() ?? [])])
        .filter(([, calls]) => calls === 4);
    await eventually(() => figures().length === 1);
    expect(figures()[0]?.slice(1)).to.deep.equal([4, 2, 1]);
    const ends = Promise.allSettled(waiting);
    await client.kill(counter);
    await ends;
  });
});

describeOnEachBus("a cluster that nobody watches", { workers: 2, threads: 1 }, (shared) => {
  it("tells nothing of itself", async () => {
    const { client, cluster } = shared;
    const bus = await cluster.connect();
    let told = 0;
    let heard = () => {};
    bus.subscribe(traces("default"), () => {
      told++;
      heard();
    });
    await bus.flush();
    const counter = await client.actor(Counter);
    await client.gather([client.map((x: number) => x + 1, [1, 2, 3]), counter.increment()]);
    await bus.flush();
    expect(told).to.equal(0);
    // It would have been heard here.
    await using eye = await Onlooker.join(shared);
    void eye.watch();
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
    await bus.close();
  });
});
