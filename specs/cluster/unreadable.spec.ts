import { expect } from "chai";
import { Client, ProtocolError } from "troupe";
import type { Bus } from "../../dist/src/bus/bus.js";
import { MemoryBroker } from "../../dist/src/bus/memory.js";
import { startPoolWorker } from "../../dist/src/cluster/pool-worker.js";
import { type SchedulerService, serveScheduler } from "../../dist/src/cluster/scheduler.js";
import type { WorkerService } from "../../dist/src/cluster/worker.js";
import { decodeBatch, encodeBatch } from "../../dist/src/codec/batch.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import { layOut, readFrame } from "../../dist/src/runtime/frame.js";
import type { LogLine } from "../../src/protocol/log-line.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

type Messages = readonly (readonly unknown[])[];

/** A bus on which every batch that goes out is changed. */
function changing(bus: Bus, change: (messages: Messages) => Messages): Bus {
  const publish: Bus["publish"] = (subject, bytes) => {
    const frame = readFrame(bytes);
    if (frame.body.byteLength === 0) return bus.publish(subject, bytes);
    bus.publish(
      subject,
      layOut({ ...frame, body: encodeBatch(change(decodeBatch(frame.body) as Messages)) }),
    );
  };
  return new Proxy(bus, {
    get: (target, name) => {
      if (name === "publish") return publish;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

describe("who says what the scheduler cannot read", () => {
  const broker = new MemoryBroker();
  const address = { cluster: "unreadable", url: "memory", connect: async () => broker.connect() };
  const logged: string[] = [];
  const log = ({ level, msg }: LogLine) => {
    if (level === "warn") logged.push(msg);
  };
  let scheduler: SchedulerService;
  let worker: WorkerService;

  before(async () => {
    scheduler = serveScheduler({ bus: broker.connect(), clock: systemClock, cluster: "unreadable", log });
    await scheduler.leading;
    worker = startPoolWorker({ bus: broker.connect(), cluster: "unreadable", name: "one", threads: 1, log });
    await worker.joined;
  });

  after(async () => {
    worker?.stop();
    await worker?.ended;
    scheduler?.stop();
    await scheduler?.ended;
  });

  it("learns of it by a ProtocolError of all its futures, and costs nobody else anything", async () => {
    await using gate = await Gate.build();
    await using good = await Client.connect(address);
    const theirs = good.submit(passGate, gate.port, "unharmed");
    await gate.arrived();
    const withoutDependencies = ([kind, ...fields]: readonly unknown[]) =>
      kind === "submit" && fields[0] === "bad" ? [kind, ...fields.slice(0, 3)] : [kind, ...fields];
    const bad = await Client.connect({
      ...address,
      connect: async () => changing(broker.connect(), (messages) => messages.map(withoutDependencies)),
    });
    const before = bad.submit((x: number) => x, 1);
    const unreadable = bad.options({ key: "bad" }).submit((x: number) => x, 2);
    for (const future of [before, unreadable]) {
      const error = await failureOf(future);
      expect(error).to.be.instanceOf(ProtocolError);
      expect(error.message)
        .to.include('Malformed message "submit"')
        .and.to.include("Install the same version");
    }
    expect(() => bad.submit((x: number) => x, 3)).to.throw(ProtocolError);
    expect(logged.join()).to.include("sent what is no message").and.to.include("submit");
    await bad.close();
    gate.open();
    expect(await theirs).to.equal("unharmed");
  });
});
