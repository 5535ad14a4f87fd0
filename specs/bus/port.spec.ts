import { MessageChannel, Worker } from "node:worker_threads";
import { expect } from "chai";
import type { Bus } from "../../src/bus/bus.ts";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { connectPort } from "../../src/bus/port.ts";
import { serveBus } from "../../src/bus/serve.ts";
import { ClosedError, ConnectionError } from "../../src/protocol/errors.ts";
import { busContract } from "./contract.ts";
import { bytes, failureOf, Recorder, text } from "./recorder.ts";

async function through(bus: Bus): Promise<Bus> {
  const { port1, port2 } = new MessageChannel();
  serveBus(port1, bus);
  return connectPort(port2);
}

busContract("over a port", async () => {
  const broker = new MemoryBroker();
  return { connect: () => through(broker.connect()), close: async () => undefined };
});

describe("a bus over a port", () => {
  it("serves a thread, whose subscriptions end with it", async () => {
    const broker = new MemoryBroker();
    const [here, served] = [broker.connect(), broker.connect()];
    const { port1, port2 } = new MessageChannel();
    serveBus(port1, served);
    const ready = await Recorder.on(here, "ready");
    const module = JSON.stringify(new URL("./echo-thread.ts", import.meta.url).href);
    const start = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${module}); });`;
    const worker = new Worker(start, { eval: true, workerData: port2, transferList: [port2] });
    await ready.until("yes");
    expect(text(await here.request("echo", bytes("hello"), 20_000))).to.equal("hello");
    const gone = new Promise((resolve) => port1.once("close", resolve));
    await worker.terminate();
    await gone;
    expect(await failureOf(here.request("echo", bytes("hello"), 20_000))).to.be.instanceOf(ConnectionError);
  });

  it("closes with the bus behind it, and rejects what waits", async () => {
    const broker = new MemoryBroker();
    const [other, served] = [broker.connect(), broker.connect()];
    await Recorder.on(other, "silent");
    const bus = await through(served);
    const pending = failureOf(bus.request("silent", bytes("?"), 20_000));
    await bus.flush();
    const closed = new Promise((resolve) => bus.onStatus(resolve));
    await served.close();
    expect(await closed).to.equal("closed");
    expect(await pending).to.be.instanceOf(ClosedError);
    await bus.close();
  });

  it("drops what the bus behind it does not take, as it may take less than a thread knows, and goes on", async () => {
    const broker = new MemoryBroker();
    const [here, served] = [broker.connect(), broker.connect()];
    const recorder = await Recorder.on(here, "words");
    const { port1, port2 } = new MessageChannel();
    serveBus(port1, served);
    const tooMuch = new Uint8Array(served.maxPayload + 1);
    port2.postMessage([
      ["publish", "words", tooMuch],
      ["publish", "words", bytes("next")],
    ]);
    expect(await recorder.until("next")).to.deep.equal(["next"]);
    port2.close();
  });

  it("rejects where the port closes before a bus answers", async () => {
    const { port1, port2 } = new MessageChannel();
    const bus = connectPort(port2);
    port1.close();
    expect(await failureOf(bus)).to.be.instanceOf(ConnectionError);
  });

  it("leaves the bus behind it open when it closes", async () => {
    const served = new MemoryBroker().connect();
    const bus = await through(served);
    await bus.close();
    expect(served.status).to.equal("connected");
  });
});
