import { expect } from "chai";
import { first, firstValueFrom } from "rxjs";
import {
  ActorDiedError,
  CancelledError,
  Client,
  getWorker,
  LocalCluster,
  NotFoundError,
  TimeoutError,
  TroupeError,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal, note } from "../support/journal.ts";

const make = async (path: string, i: number) => {
  const { appendFile } = await import("node:fs/promises");
  await appendFile(path, `${i}\n`);
  return new Uint8Array(20_000).fill(i);
};

for (const bus of ["memory", "nats"] as const) {
  describe(`a worker that retires (${bus})`, () => {
    let cluster: LocalCluster;
    let client: Client;

    beforeEach(async () => {
      cluster = await LocalCluster.start({ bus, workers: 2 });
      client = await Client.connect(cluster);
    });

    afterEach(async () => {
      await client?.close();
      await cluster?.close();
    });

    it("leaves its results with others: nothing is computed again", async () => {
      using journal = new Journal();
      const results = client.map(make, Array(40).fill(journal.path), Array(40).keys());
      await client.gather(results);
      const [leaver] = client.workers();
      await client.retireWorkers([leaver?.name ?? ""]);
      await cluster.scale(1);
      expect(client.workers()).to.have.lengthOf(1);
      expect(cluster.workers).to.equal(1);
      const firsts = client.map((bytes: Uint8Array) => bytes[0], results);
      expect(await client.gather(firsts)).to.deep.equal([...Array(40).keys()]);
      expect((await client.gather(results)).map((bytes) => bytes[0])).to.deep.equal([...Array(40).keys()]);
      expect(journal.lines).to.have.lengthOf(40);
    });

    it("finishes what it runs, and gives back what it has not begun", async () => {
      await using gate = await Gate.build();
      using journal = new Journal();
      const running = [1, 2].map((i) => client.submit(passGate, gate.port, i));
      await gate.arrived(2);
      const queued = client.map(
        note,
        Array(10).fill(journal.path),
        Array.from({ length: 10 }, (_, i) => `n${i}`),
      );
      const [leaver, stayer] = client.workers();
      const left = client.retireWorkers([leaver?.address ?? ""]);
      const processing = await client.processing();
      expect([...processing.keys()]).to.deep.equal([leaver?.name, stayer?.name]);
      gate.open();
      await left;
      expect(await client.gather(running)).to.deep.equal([1, 2]);
      expect(gate.arrivals).to.equal(2);
      await client.gather(queued);
      expect(journal.lines).to.have.lengthOf(10);
      expect(await client.submit(() => getWorker().name)).to.equal(stayer?.name);
    });

    it("takes its actors along", async () => {
      class Counter {
        n = 0;
        where() {
          return getWorker().name;
        }
      }
      const counters = await Promise.all([client.actor(Counter), client.actor(Counter)]);
      const [gone, there] = await Promise.all(counters.map((counter) => counter.where()));
      await client.retireWorkers([gone ?? ""]);
      expect(await failureOf(counters[0]?.where())).to.be.instanceOf(ActorDiedError);
      expect(await counters[1]?.where()).to.equal(there);
    });

    it("may take longer than somebody waits for it", async () => {
      await using gate = await Gate.build();
      const running = [1, 2].map((i) => client.submit(passGate, gate.port, i));
      await gate.arrived(2);
      const [leaver] = client.workers();
      const error = await failureOf(client.retireWorkers([leaver?.name ?? ""], { timeout: 10 }));
      expect(error).to.be.instanceOf(TimeoutError);
      gate.open();
      await client.gather(running);
      await firstValueFrom(client.status$.pipe(first(({ workers }) => workers === 1)));
    });

    it("is one that `scale` needs no more: work goes on meanwhile", async () => {
      using journal = new Journal();
      const results = client.map(make, Array(60).fill(journal.path), Array(60).keys());
      await cluster.scale(1);
      await cluster.scale(3);
      await cluster.scale(1);
      const firsts = client.map((bytes: Uint8Array) => bytes[0], results);
      expect(await client.gather(firsts)).to.deep.equal([...Array(60).keys()]);
      expect(journal.lines).to.have.lengthOf(60);
      expect(cluster.workers).to.equal(1);
      for (const count of [-1, 1.5, "two"])
        expect(await failureOf(cluster.scale(count as number))).to.be.instanceOf(TypeError);
    });
  });
}

describeOnEachBus("a cluster of two workers", { workers: 2 }, (shared) => {
  describe("where a worker cannot retire", () => {
    it("stays where nobody is left to take over", async () => {
      const { client } = shared;
      const all = client.workers().map(({ name }) => name);
      const data = client.submit((size: number) => new Uint8Array(size), 50_000);
      await data;
      const error = await failureOf(client.retireWorkers(all));
      expect(error).to.be.instanceOf(TroupeError);
      expect(error.message).to.include("no other worker");
      expect(await client.submit((bytes: Uint8Array) => bytes.length, data)).to.equal(50_000);
      expect(client.workers()).to.have.lengthOf(2);
    });

    it("refuses names that no worker has, and what are no names", async () => {
      const { client } = shared;
      const [known] = client.workers();
      const error = await failureOf(client.retireWorkers([known?.name ?? "", "nobody"]));
      expect(error).to.be.instanceOf(NotFoundError);
      expect(error.message).to.include('"nobody"').and.to.include(known?.name);
      expect(client.workers()).to.have.lengthOf(2);
      expect(await failureOf(client.retireWorkers("worker-0" as never))).to.be.instanceOf(TypeError);
      expect(await failureOf(client.retireWorkers(undefined as never))).to.be.instanceOf(TypeError);
      await client.retireWorkers([]);
    });
  });

  describe("at a restart", () => {
    it("cancels every key of every client, ends what runs, and leaves workers with new threads", async () => {
      await using gate = await Gate.build();
      const { client } = shared;
      const other = await shared.join();
      await client.run(() => {
        (globalThis as { mark?: number }).mark = 1;
      });
      const mark = (_i: number) => (globalThis as { mark?: number }).mark ?? 0;
      const set = (_i: number) => {
        (globalThis as { mark?: number }).mark = 2;
      };
      await client.gather(client.options({ pure: false }).map(set, [1, 2, 3, 4]));
      const finished = client.submit((size: number) => new Uint8Array(size), 50_000);
      await finished;
      await client.publish("before", finished);
      const running = other.submit(passGate, gate.port, 1);
      const stuck = client.submit(() => {
        for (;;);
      });
      const waiting = other.submit((x: number) => x, running);
      await gate.arrived();
      const before = client.workers();
      await client.restart();
      expect(client.workers().map(({ name }) => name)).to.have.members(before.map(({ name }) => name));
      for (const future of [finished, stuck]) {
        expect(future.status).to.equal("cancelled");
        expect(await failureOf(future)).to.be.instanceOf(CancelledError);
      }
      for (const future of [running, waiting])
        expect(await failureOf(future)).to.be.instanceOf(CancelledError);
      expect(await failureOf(client.published("before"))).to.be.instanceOf(NotFoundError);
      const marks = client.options({ pure: false }).map(mark, [1, 2, 3, 4]);
      expect(await client.gather(marks)).to.deep.equal([0, 0, 0, 0]);
      expect(await client.submit((size: number) => new Uint8Array(size).length, 50_000)).to.equal(50_000);
    });

    it("can be asked for by two at a time, and refuses options that it does not have", async () => {
      const other = await shared.join();
      await Promise.all([shared.client.restart(), other.restart()]);
      expect(await other.submit((x: number) => x, 3)).to.equal(3);
      expect(await failureOf(other.restart({ hard: true } as never))).to.be.instanceOf(TypeError);
    });
  });
});
