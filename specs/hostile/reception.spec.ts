import { expect } from "chai";
import { Reception } from "../../src/cluster/reception.ts";
import type { ActorHost } from "../../src/executor/executor.ts";
import { checkToCaller } from "../../src/protocol/calls.ts";
import { Line } from "../../src/runtime/line.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { SimulatedNetwork } from "../simulation/network.ts";
import { Random } from "../simulation/random.ts";
import { BLIND } from "../support/sampler.ts";

/** Longer than it takes to ask a caller whether it is there, and to give it up, ms. */
const LONG_MS = 120_000;

describe("the host of actors", () => {
  it("forgets callers that are gone without a word, whatever they had, and nobody else", async () => {
    const clock = new SimulatedClock();
    const network = new SimulatedNetwork(clock, new Random(1), { drop: 0, repeat: 0, delay: 1 });
    const forsaken: string[] = [];
    const nothing = () => {};
    const actors: ActorHost = {
      learn: nothing,
      create: nothing,
      call: nothing,
      watch: nothing,
      withdraw: nothing,
      took: nothing,
      dismiss: nothing,
      kill: nothing,
      figures: () => [],
      forsake: (caller) => forsaken.push(caller),
    };
    const cluster = "test";
    const reception = new Reception({
      bus: network.connect(),
      clock,
      cluster,
      address: "worker.w",
      actors: () => actors,
      sampler: BLIND,
      log: nothing,
    });
    const callers = ["dies", "stays"].map((name) => {
      const bus = network.connect();
      const line = new Line(
        {
          bus,
          clock,
          cluster,
          address: `caller.${name}`,
          check: checkToCaller,
          deliver: nothing,
          garbage: nothing,
          unreadable: nothing,
        },
        (to) => expect.fail(`${to} has forgotten ${name}.`),
      );
      line.send("actors.w", ["withdraw", 1]);
      return { bus, line };
    });
    const until = async (ms: number) => {
      for (const end = clock.now() + ms; clock.now() < end; ) {
        await Promise.resolve();
        clock.step();
      }
    };
    await until(100);
    callers[0]?.bus.cut();
    await until(LONG_MS);
    expect(forsaken).to.deep.equal(["caller.dies"]);
    reception.close();
    for (const { line } of callers) line.close();
  });
});
