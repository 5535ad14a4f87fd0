import { inspect } from "node:util";
import { expect } from "chai";
import { asCompleted, Client, remoteModule, wait } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const add = (x: number, y: number) => x + y;
const machines = remoteModule<typeof import("../support/spawned.ts")>(
  new URL("../support/spawned.ts", import.meta.url),
);
const LIMIT = 96 * 2 ** 20;

describeOnEachBus(
  "what is printed",
  { workers: 1, threads: 2, memoryLimit: LIMIT, typescript: true },
  (shared) => {
    it("of a cluster and its clients is where and how large they are", async () => {
      const { client, cluster } = shared;
      const size = {
        cluster: "workers=1, threads=2, memory=96 MiB",
        client: "processes=1 threads=2, memory=96 MiB",
      };
      expect(String(cluster)).to.equal(`<LocalCluster('${cluster.url}', ${size.cluster})>`);
      expect(cluster.url).to.match(/^(memory|nats:\/\/127.0.0.1:\d+)$/);
      expect(String(client)).to.equal(`<Client: '${cluster.url}' ${size.client}>`);
      expect(String(client.options({ priority: 1 }))).to.equal(String(client));
      const guest = await Client.connect(cluster);
      await guest.close();
      expect(String(guest)).to.equal("<Client: closed>");
    });

    it("of a future is its state, its type and its key", async () => {
      const { client } = shared;
      await using gate = await Gate.build();
      const pending = client.submit(add, client.submit(passGate, gate.port, 1), 2);
      expect(inspect(pending)).to.equal(`<Future: pending, key: ${pending.key}>`);
      gate.open();
      await pending;
      expect(inspect(pending)).to.equal(`<Future: finished, type: number, key: ${pending.key}>`);
      pending.release();
      expect(inspect(pending)).to.match(/^<Future: cancelled, /);
    });

    it("of an actor or machine is its class, and as much of its state as is known here", async () => {
      const { client } = shared;
      const counter = await client.actor(Counter);
      expect(inspect(counter)).to.match(/^<Actor: Counter, key=Counter-[0-9a-f]{32}>$/);
      const call = counter.increment();
      await call;
      expect(inspect(call)).to.equal(`<ActorFuture: finished, type: number, key: ${call.key}>`);
      const ref = await client.spawn(machines.counting, { input: { n: 1 } });
      expect(inspect(ref)).to.equal(`<Machine: counting, state: {"counting":"odd"}, key=${ref.id}>`);
      ref.send({ type: "end" });
      await ref.output;
      expect(inspect(ref)).to.equal(`<Machine: counting, done, key=${ref.id}>`);
    });

    it("of what coordinates is its name", async () => {
      const { client } = shared;
      const all = [client.queue("jobs"), client.lock("db"), client.event("go"), client.variable("x")];
      const more = [client.semaphore("net", { leases: 4 }), client.multiLock(["a", "b"])];
      expect([...all, ...more].map(String)).to.deep.equal([
        "<Queue: jobs>",
        "<Lock: db>",
        "<Event: go>",
        "<Variable: x>",
        "<Semaphore: net>",
        "<MultiLock: a,b>",
      ]);
      expect(JSON.stringify(all)).to.equal('[{"name":"jobs"},{"name":"db"},{"name":"go"},{"name":"x"}]');
      await using held = await client.lock("db").acquire();
      expect(inspect(held)).to.equal(`<Lease: token ${held.token}>`);
    });

    it("fits into what it stands in, as deep and as colourful as that is printed", async () => {
      const { client } = shared;
      const futures = client.map(add, [1, 3], [2, 4]);
      expect(inspect(asCompleted(futures))).to.equal("<AsCompleted: 2 to come>");
      const waited = await wait(futures);
      const [a, b] = [...waited.done].map(({ key }) => `<Future: finished, key: ${key}>`);
      const wide = { breakLength: Number.POSITIVE_INFINITY };
      expect(inspect(waited, wide)).to.equal(`{ done: Set(2) { ${a}, ${b} }, notDone: Set(0) {} }`);
      expect(inspect([[futures]], { ...wide, depth: 1 })).to.equal("[ [ [Array] ] ]");
      expect(inspect({ deep: futures[0] }, { depth: -1 })).to.equal("[Object]");
      expect(inspect({ deep: futures[0] }, { depth: 0 })).to.equal("{ deep: [Future] }");
      expect(inspect(futures[0], { colors: true })).to.equal(`\x1b[36m${futures[0]}\x1b[39m`);
    });
  },
);

describe("what is printed of a client that finds no cluster", () => {
  it("is where it looked, without the password", async () => {
    const failure = await failureOf(Client.connect("nats://ada:l0ve@127.0.0.1:1", { timeout: 1 }));
    expect(inspect(failure)).to.include("nats://127.0.0.1:1").and.not.to.include("l0ve");
  });
});
