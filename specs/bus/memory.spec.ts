import { expect } from "chai";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { busContract } from "./contract.ts";
import { bytes, Recorder } from "./recorder.ts";

busContract("in memory", async () => {
  const broker = new MemoryBroker();
  return { connect: async () => broker.connect(), close: async () => undefined };
});

describe("the memory broker", () => {
  it("delivers after the code that published, never within it", async () => {
    const bus = new MemoryBroker().connect();
    const order: string[] = [];
    const heard = new Promise<void>((resolve) => {
      bus.subscribe("later", () => {
        order.push("received");
        resolve();
      });
    });
    bus.publish("later", bytes(""));
    order.push("published");
    await heard;
    expect(order).to.deep.equal(["published", "received"]);
  });

  it("has delivered what was published before when a flush resolves", async () => {
    const broker = new MemoryBroker();
    const [alice, bob] = [broker.connect(), broker.connect()];
    const received: string[] = [];
    bob.subscribe("words", (message) => received.push(String.fromCharCode(...message)));
    for (let i = 0; i < 3000; i++) alice.publish("words", bytes(String(i)));
    await alice.flush();
    expect(received).to.have.length(3000);
  });

  it("lets timers have their turn between messages that never end", async () => {
    const bus = new MemoryBroker().connect();
    bus.subscribe("echo", (message) => bus.status === "connected" && bus.publish("echo", message));
    bus.publish("echo", bytes("again"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await bus.close();
  });

  it("makes a mistake in a receiver an uncaught exception, and goes on", async () => {
    const bus = new MemoryBroker().connect();
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const uncaught = new Promise<Error>((resolve) => process.once("uncaughtException", resolve));
    const recorder = await Recorder.on(bus, "mistake");
    bus.subscribe("mistake", () => {
      throw new RangeError("a mistake");
    });
    bus.publish("mistake", bytes("heard"));
    expect(await uncaught).to.be.instanceOf(RangeError);
    for (const listener of others) process.on("uncaughtException", listener);
    expect(await recorder.until("heard")).to.deep.equal(["heard"]);
  });

  it("delivers to those who listened when a message was published, and not to later ones", async () => {
    const bus = new MemoryBroker().connect();
    const heard: string[] = [];
    bus.subscribe("now", () => heard.push("early"));
    bus.publish("now", bytes(""));
    bus.subscribe("now", () => heard.push("late"));
    await new Promise<void>((resolve) => {
      bus.subscribe("end", () => resolve());
      bus.publish("end", bytes(""));
    });
    expect(heard).to.deep.equal(["early"]);
  });
});
