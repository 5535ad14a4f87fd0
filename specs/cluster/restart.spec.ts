import { expect } from "chai";
import { serveWorker } from "../../src/cluster/worker.ts";
import type { Message } from "../../src/protocol/message.ts";
import { SCHEDULER } from "../../src/protocol/subjects.ts";
import { deferred } from "../../src/runtime/deferred.ts";
import { Exchange } from "../../src/runtime/exchange.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { SimulatedExecutor } from "../simulation/executor.ts";
import { SimulatedNetwork } from "../simulation/network.ts";
import { SimulatedProcess } from "../simulation/process.ts";
import { Random } from "../simulation/random.ts";
import { BLIND } from "../support/sampler.ts";

describe("a worker that restarts", () => {
  it("makes no other executor where it is stopped before the old one has ended", async () => {
    const cluster = "default";
    const clock = new SimulatedClock();
    const network = new SimulatedNetwork(clock, new Random(1), { drop: 0, repeat: 0, delay: 1 });
    const process = new SimulatedProcess(clock, "w1");
    const bus = network.connect(process);
    const identity = { name: "w1", address: "worker.w1", threads: 1, host: "host" };
    const scheduler = new Exchange<Message, Message>(
      {
        bus: network.connect(),
        clock,
        cluster,
        address: SCHEDULER,
        check: (decoded) => decoded as Message,
        deliver: () => {},
        garbage: () => {},
        unreadable: () => {},
      },
      1,
    );
    let made = 0;
    let asked = false;
    const mayEnd = deferred<void>();
    const worker = serveWorker({
      ...identity,
      bus,
      clock: process,
      cluster,
      resources: [],
      log: () => {},
      sampler: BLIND,
      executor: (listener, tracing) => {
        made++;
        const machine = { network, process, bus, worker: identity, threads: 1, work: 5 };
        const close = (): Promise<void> => {
          asked = true;
          return mayEnd.promise;
        };
        return Object.assign(new SimulatedExecutor(machine, listener, tracing), { close });
      },
    });
    const step = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      clock.step();
    };
    let joined = false;
    let ended = false;
    void worker.joined.then(() => {
      joined = true;
    });
    void worker.ended.then(() => {
      ended = true;
    });
    for (let steps = 0; steps < 20; steps++) await step();
    scheduler.send(identity.address, ["welcome", "fleeting"]);
    while (!joined) await step();
    scheduler.send(identity.address, ["restart"]);
    while (!asked) await step();
    worker.stop();
    mayEnd.resolve();
    while (!ended) await step();
    expect(made).to.equal(1);
  });
});
