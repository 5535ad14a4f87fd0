import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { encodeBatch } from "../../dist/src/codec/batch.js";
import { SerializationError } from "../../dist/src/protocol/errors.js";
import { failureOf } from "../support/failure.ts";
import { CounterStage } from "./counter-stage.ts";
import { Stand } from "./script.ts";

describe("the actors of a pool", () => {
  let stage: CounterStage;

  beforeEach(() => {
    stage = new CounterStage();
  });

  afterEach(() => stage.close());

  it("are introduced by a reference to them", async () => {
    await stage.make("c", { timeout: 5000 });
    const { value } = await stage.end("c");
    expect(value).to.deep.equal(["actor", "c", "worker.w1", "object", "played", 5000]);
  });

  it("are spread over threads, and one that is isolated has its own", async () => {
    for (const key of ["a", "b", "c", "d"]) await stage.make(key);
    await stage.make("alone", { isolated: true });
    await stage.make("e");
    const thread = (key: string) => stage.ask(key, "thread");
    const [a, b, alone] = await Promise.all(["a", "b", "alone"].map(thread));
    expect(await Promise.all(["c", "d", "e"].map(thread))).to.deep.equal([a, b, a]);
    expect(new Set([a, b, alone]).size).to.equal(3);
    stage.pool.actors.dismiss("b");
    await stage.make("f");
    expect(await thread("f")).to.equal(b);
  });

  it("take one call at a time, or as many as they may", async () => {
    await stage.make("one");
    await stage.make("two", { concurrency: 2 });
    for (const key of ["one", "two"]) for (let i = 0; i < 5; i++) stage.call(key, "later");
    expect(await stage.ask("one", "peak", null)).to.equal(1);
    expect(await stage.ask("two", "peak", null)).to.equal(2);
  });

  it("answer calls of several callers in the order of each", async () => {
    await stage.make("c");
    const calls = Array.from({ length: 100 }, (_, i) =>
      stage.call("c", "increment", [], { caller: `caller.${i % 3}` }),
    );
    await stage.answer(calls.at(-1) ?? 0);
    expect(stage.answers.map(({ value }) => value)).to.deep.equal(calls.map((_, i) => i + 1));
    expect(stage.answers.map(({ caller }) => caller)).to.deep.equal(calls.map((_, i) => `caller.${i % 3}`));
  });

  it("refuse what cannot travel, and go on", async () => {
    await stage.make("c");
    const error = await failureOf(stage.ask("c", "give"));
    expect(error).to.be.instanceOf(SerializationError).with.property("path", "value.inside[0]");
    expect(await stage.ask("c", "increment")).to.equal(1);
  });

  it("take and give what is large", async () => {
    await stage.make("c");
    expect(await stage.ask("c", "blob", [1 << 20])).to.have.length(1 << 20);
    expect(await stage.ask("c", "size", [new Uint8Array(1 << 20)])).to.equal(1 << 20);
  });

  it("take functions among the arguments of calls, on threads that were there and on new ones", async () => {
    await stage.make("a");
    stage.pool.actors.learn("double", encodeBatch([["source", "double", "(x) => x * 2"]]));
    await stage.make("b");
    for (const key of ["a", "b"])
      expect(await stage.ask(key, "apply", [new Stand(["code", "double"]), 4])).to.equal(8);
  });

  it("do not begin calls that were withdrawn, although their thread was busy", async () => {
    await stage.make("c");
    stage.call("c", "spin", [stage.begun, stage.over]);
    const calls = [1, 2, 3].map(() => stage.call("c", "increment"));
    await stage.spinning();
    stage.pool.actors.withdraw("caller.a", calls[1] ?? 0);
    await stage.said();
    writeFileSync(stage.over, "");
    await stage.answer(calls[2] ?? 0);
    expect(await stage.ask("c", "n", null)).to.equal(2);
    expect(stage.answers.some(({ number }) => number === calls[1])).to.equal(false);
    expect(stage.pool.actors.sizes).to.deep.equal({ actors: 1, calls: 0, untaken: 0 });
  });

  it("do not begin what a caller asked for that is gone", async () => {
    await stage.make("c");
    stage.call("c", "spin", [stage.begun, stage.over], { caller: "caller.gone" });
    stage.call("c", "increment", [], { caller: "caller.gone" });
    await stage.spinning();
    stage.pool.actors.forsake("caller.gone");
    await stage.said();
    writeFileSync(stage.over, "");
    expect(await stage.ask("c", "n", null)).to.equal(0);
    expect(stage.answers.map(({ caller }) => caller)).to.deep.equal(["caller.a"]);
  });
});
