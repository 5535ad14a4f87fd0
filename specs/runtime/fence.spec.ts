import { expect } from "chai";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { ConnectionError } from "../../src/protocol/errors.ts";
import { Fence } from "../../src/runtime/fence.ts";
import { bytes, failureOf, text } from "../bus/recorder.ts";
import { SimulatedClock } from "../simulation/clock.ts";

describe("a fence", () => {
  const setUp = () => {
    const gate = { isOpen: true };
    const broker = new MemoryBroker();
    const [bus, other] = [broker.connect(), broker.connect()];
    const clock = new SimulatedClock();
    const fence = new Fence(bus, clock, () => gate.isOpen);
    return { gate, bus, other, clock, fence };
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it("lets nothing in or out while it is shut", async () => {
    const { gate, other, fence } = setUp();
    const heard: string[] = [];
    fence.bus.subscribe("in", (message) => heard.push(text(message)));
    other.subscribe("out", (message) => heard.push(text(message)));
    for (const isOpen of [true, false, true]) {
      gate.isOpen = isOpen;
      other.publish("in", bytes(`in, ${isOpen}`));
      fence.bus.publish("out", bytes(`out, ${isOpen}`));
      await turn();
    }
    expect(heard).to.deep.equal(["in, true", "out, true", "in, true", "out, true"]);
  });

  it("has what was due meanwhile happen when it opens, in order and once, and not what was cancelled", () => {
    const { gate, clock, fence } = setUp();
    const done: string[] = [];
    fence.clock.after(1, () => done.push("before"));
    fence.clock.after(20, () => done.push("second"));
    fence.clock.after(10, () => done.push("first"));
    const cancel = fence.clock.after(15, () => done.push("never"));
    clock.step();
    gate.isOpen = false;
    while (clock.step());
    cancel();
    expect(done).to.deep.equal(["before"]);
    gate.isOpen = true;
    fence.opened();
    fence.opened();
    expect(done).to.deep.equal(["before", "first", "second"]);
  });

  it("looks like a bus that is cut off while it is shut, and tells when it opens", async () => {
    const { gate, bus, fence } = setUp();
    const told: string[] = [];
    fence.bus.onStatus((status) => told.push(status));
    gate.isOpen = false;
    expect(fence.bus.status).to.equal("disconnected");
    gate.isOpen = true;
    fence.opened();
    expect(fence.bus.status).to.equal("connected");
    await bus.close();
    expect(told).to.deep.equal(["connected", "closed"]);
    expect(fence.bus.status).to.equal("closed");
  });

  it("does not say that all has arrived where it was shut before that", async () => {
    const { gate, fence } = setUp();
    await fence.bus.flush();
    const flushed = fence.bus.flush();
    gate.isOpen = false;
    expect(await failureOf(flushed)).to.be.instanceOf(ConnectionError);
  });
});
