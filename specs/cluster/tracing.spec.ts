import { expect } from "chai";
import { encodeBatch } from "../../src/codec/batch.ts";
import { lookSubject, SCHEDULER } from "../../src/protocol/subjects.ts";
import { MOST_FIGURES, MOST_SPANS } from "../../src/protocol/trace.ts";
import { CLUSTER, inHouse, WORKER } from "../support/traced.ts";

const key = `f-${"0".repeat(32)}`;

describe("a process that can be traced", () => {
  it(
    "tells nothing, and takes nothing down, while nobody looks",
    inHouse((house) => {
      house.pass(10_000);
      expect(house.batches).to.equal(0);
      expect(house.tracer.tracing.recorder).to.equal(null);
    }),
  );

  it(
    "tells who watches what took time, by the names of functions, workers and members",
    inHouse((house) => {
      house.watch();
      house.pass(10);
      const now = house.office.clock.now();
      house.task(key, 4);
      const { recorder } = house.tracer.tracing;
      recorder?.add("call", "a1", "increment", key, now - 2, 1, "failed", 0);
      recorder?.add("transfer", "net", WORKER, key, 0, 0, "done", 99);
      house.pass(200);
      const [stream] = house.streams;
      const common = { worker: "ann", key, began: now, ms: 0 };
      expect(stream?.spans).to.have.deep.members([
        { ...common, kind: "task", lane: "1", name: "f", began: now - 4, ms: 4, outcome: "done", bytes: 3 },
        {
          ...common,
          kind: "call",
          lane: "a1",
          name: "f.increment",
          began: now - 3,
          ms: 1,
          outcome: "failed",
          bytes: 0,
        },
        { ...common, kind: "transfer", lane: "net", name: "ann", outcome: "done", bytes: 99 },
      ]);
      expect(house.streams).to.have.length(1);
    }),
  );

  it(
    "stops within 5 s after the last who watched has gone, and begins again for the next",
    inHouse((house) => {
      const stop = house.watch();
      house.pass(30_000);
      expect(house.tracer.tracing.recorder).not.to.equal(null);
      stop();
      house.pass(10_000);
      const { batches } = house;
      expect(house.tracer.tracing.recorder).to.equal(null);
      house.pass(10_000);
      expect(house.batches).to.equal(batches);
      house.watch();
      house.pass(1000);
      expect(house.batches).to.be.above(batches);
    }),
  );

  it(
    "tells 5 times a second at most, so many spans of all there were, and the number of the others",
    inHouse((house) => {
      house.watch();
      house.pass(10);
      for (let second = 0; second < 5; second++) {
        for (let i = 0; i < 1000; i++) {
          for (let j = 0; j < 20; j++) house.task(`${second}-${i}-${j}`);
          house.pass(1);
        }
      }
      house.pass(200);
      expect(house.streams.length).to.be.within(20, 26);
      for (const { spans } of house.streams) expect(spans.length).to.be.within(1, MOST_SPANS);
      const told = house.streams.reduce((sum, { spans, dropped }) => sum + spans.length + dropped, 0);
      expect(told).to.equal(100_000);
    }),
  );

  it(
    "has what cannot be told count as dropped",
    inHouse((house) => {
      house.watch();
      house.pass(10);
      house.task("k".repeat(1000));
      house.pass(200);
      expect(house.streams.map(({ spans, dropped }) => [spans.length, dropped])).to.deep.equal([[0, 1]]);
    }),
  );

  it(
    "tells who looks what it uses and how it stands with it, and takes down no spans for that",
    inHouse((house) => {
      expect(house.trace.look(WORKER)).to.equal(undefined);
      house.actors = [["a", 3, 2, 1]];
      house.pass(10);
      house.tracer.event("messages");
      house.pass(400);
      const traced = house.trace.look(WORKER);
      expect(traced?.load).to.include({ memoryLimit: 100, spilled: 7 });
      expect(traced?.load?.memory).to.be.above(0);
      expect(traced?.state).to.deep.equal(["running"]);
      expect(traced?.events.map(({ type }) => type)).to.deep.equal(["messages"]);
      expect([...(traced?.actors.values() ?? [])]).to.deep.equal([["a", 3, 2, 1]]);
      expect(house.tracer.tracing.recorder).to.equal(null);
      house.actors = [];
      house.pass(400);
      expect(house.trace.look(WORKER)?.actors.size).to.equal(0);
    }),
  );

  it(
    "tells of each of many actors in turn, and forgets those that are gone",
    inHouse((house) => {
      const count = 3 * MOST_FIGURES + 1;
      house.actors = Array.from({ length: count }, (_, i) => [`a${i}`, i, 0, 0] as const);
      house.trace.look(WORKER);
      house.pass(2000);
      expect(house.trace.look(WORKER)?.actors.size).to.equal(count);
      house.actors = house.actors.slice(1);
      house.pass(2000);
      expect(house.trace.look(WORKER)?.actors.has("a0")).to.equal(false);
    }),
  );

  it(
    "goes on for two who look in the way that satisfies both",
    inHouse((house) => {
      const { network } = house.office;
      network.carry(lookSubject(CLUSTER, "client.b"), encodeBatch([["trace", 1000, 2]]));
      network.carry(lookSubject(CLUSTER, "client.c"), encodeBatch([["trace", 500, 0]]));
      house.pass(1001);
      for (let i = 0; i < 10; i++) house.task(`k${i}`);
      house.watch();
      house.pass(520);
      expect(house.streams.map(({ spans, dropped }) => [spans.length, dropped])).to.deep.equal([[2, 8]]);
    }),
  );

  it(
    "lets pass what is no question, and counts it",
    inHouse((house) => {
      const { network } = house.office;
      const bad = [[["trace", 0, 1]], [["trace", 1]], [["tell", 1, 1]], [1], [["trace", 1, -1]]];
      for (const messages of bad) network.carry(lookSubject(CLUSTER, "client.b"), encodeBatch(messages));
      network.carry(lookSubject(CLUSTER, "client.b"), new Uint8Array([0xc1]));
      house.pass(10_000);
      expect(house.tracer.faults).to.equal(bad.length + 1);
      expect(house.batches).to.equal(0);
    }),
  );
});

describe("a client that looks at what processes do", () => {
  const load = ["load", 0.5, 1, 2, 3, 4];

  it(
    "hears the scheduler and the workers that it knows, and nobody else",
    inHouse((house) => {
      house.tracer.close();
      house.trace.look(WORKER);
      house.forge(SCHEDULER, encodeBatch([load]));
      house.forge("worker.x", encodeBatch([load]));
      house.forge("client.a", encodeBatch([load]));
      expect(house.trace.look(SCHEDULER)?.load?.cpu).to.equal(0.5);
      expect(house.trace.look("worker.x")).to.equal(undefined);
      expect(house.trace.look("client.a")).to.equal(undefined);
      expect(house.trace.faults).to.equal(2);
    }),
  );

  it(
    "drops a batch that is none as a whole, and counts it",
    inHouse((house) => {
      house.tracer.close();
      house.watch();
      const span = ["task", "1", "", "k", 1, 1, "done", 1];
      const bad = [
        [["load", -1, 1, 1, 1, 1]],
        [["load", 1]],
        [load, ["spans", [span.slice(1)], 0]],
        [["spans", Array.from({ length: MOST_SPANS + 1 }, () => span), 0]],
        [["spans", [["nap", ...span.slice(1)]], 0]],
        [["state", ["a", 1], []]],
        [["actors", [["k", 1, 1]], true]],
        ["load"],
      ];
      for (const messages of bad) house.forge(WORKER, encodeBatch(messages));
      house.forge(WORKER, new Uint8Array([0xc1]));
      expect(house.trace.faults).to.equal(bad.length + 1);
      expect(house.trace.look(WORKER)).to.equal(undefined);
      expect(house.streams).to.deep.equal([]);
    }),
  );

  it(
    "forgets who has left, and all when nobody has looked for a while",
    inHouse((house) => {
      house.trace.look(WORKER);
      house.pass(1000);
      expect(house.trace.look(WORKER)).not.to.equal(undefined);
      house.roster.update([]);
      house.pass(3000);
      expect(house.trace.look(WORKER)).to.equal(undefined);
      house.roster.update([["ann", WORKER, 1, "here", false, 100]]);
      house.pass(5000);
      expect(house.trace.look(WORKER)).not.to.equal(undefined);
      house.pass(20_000);
      expect(house.trace.look(WORKER)).to.equal(undefined);
    }),
  );
});
