import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { encodeBatch } from "../../dist/src/codec/batch.js";
import { ActorDiedError, SerializationError, TimeoutError } from "../../dist/src/protocol/errors.js";
import { failureOf } from "../support/failure.ts";
import { type Making, Stand } from "./script.ts";
import { COUNTER, NEVER } from "./sources.ts";
import { Stage } from "./stage.ts";

describe("the actors of a pool", () => {
  let stage: Stage;
  let folder: string;
  let begun: string;
  let over: string;

  beforeEach(() => {
    stage = new Stage({ threads: 2 });
    folder = mkdtempSync(join(tmpdir(), "troupe-"));
    begun = join(folder, "begun");
    over = join(folder, "over");
  });

  afterEach(async () => {
    writeFileSync(over, "");
    await stage.pool.close();
    rmSync(folder, { recursive: true });
  });

  async function make(key: string, making: Making = {}): Promise<void> {
    stage.create(key, COUNTER, making);
    expect((await stage.end(key)).kind).to.equal("done");
  }

  /** Resolves when a method that spins has begun. */
  /** What the pool was told is on its way to the threads when its turn of the event loop ends. */
  async function said(): Promise<void> {
    await new Promise(setImmediate);
  }

  async function spinning(): Promise<void> {
    while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it("are introduced by a reference to them", async () => {
    await make("c", { timeout: 5000 });
    const { value } = await stage.end("c");
    expect(value).to.deep.equal(["actor", "c", "worker.w1", "object", "played", 5000]);
  });

  it("are spread over threads, and one that is isolated has its own", async () => {
    for (const key of ["a", "b", "c", "d"]) await make(key);
    await make("alone", { isolated: true });
    await make("e");
    const thread = (key: string) => stage.ask(key, "thread");
    const [a, b, alone] = await Promise.all(["a", "b", "alone"].map(thread));
    expect(await Promise.all(["c", "d", "e"].map(thread))).to.deep.equal([a, b, a]);
    expect(new Set([a, b, alone]).size).to.equal(3);
    stage.pool.actors.dismiss("b");
    await make("f");
    expect(await thread("f")).to.equal(b);
  });

  it("end with the thread that was theirs alone", async () => {
    await make("alone", { isolated: true });
    const left = stage.departed.length;
    stage.pool.actors.dismiss("alone");
    await stage.parted(left + 1);
    expect(stage.deaths).to.deep.equal([]);
    expect(await failureOf(stage.ask("alone", "n", null))).to.be.instanceOf(ActorDiedError);
  });

  it("take one call at a time, or as many as they may", async () => {
    await make("one");
    await make("two", { concurrency: 2 });
    for (const key of ["one", "two"]) for (let i = 0; i < 5; i++) stage.call(key, "later");
    expect(await stage.ask("one", "peak", null)).to.equal(1);
    expect(await stage.ask("two", "peak", null)).to.equal(2);
  });

  it("answer calls of several callers in the order of each", async () => {
    await make("c");
    const calls = Array.from({ length: 100 }, (_, i) =>
      stage.call("c", "increment", [], { caller: `caller.${i % 3}` }),
    );
    await stage.answer(calls.at(-1) ?? 0);
    expect(stage.answers.map(({ value }) => value)).to.deep.equal(calls.map((_, i) => i + 1));
    expect(stage.answers.map(({ caller }) => caller)).to.deep.equal(calls.map((_, i) => `caller.${i % 3}`));
  });

  it("refuse what cannot travel, and go on", async () => {
    await make("c");
    const error = await failureOf(stage.ask("c", "give"));
    expect(error).to.be.instanceOf(SerializationError).with.property("path", "value.inside[0]");
    expect(await stage.ask("c", "increment")).to.equal(1);
  });

  it("take and give what is large", async () => {
    await make("c");
    expect(await stage.ask("c", "blob", [1 << 20])).to.have.length(1 << 20);
    expect(await stage.ask("c", "size", [new Uint8Array(1 << 20)])).to.equal(1 << 20);
  });

  it("take functions among the arguments of calls, on threads that were there and on new ones", async () => {
    await make("a");
    stage.pool.actors.learn("double", encodeBatch([["source", "double", "(x) => x * 2"]]));
    await make("b");
    for (const key of ["a", "b"])
      expect(await stage.ask(key, "apply", [new Stand(["code", "double"]), 4])).to.equal(8);
  });

  it("do not begin calls that were withdrawn, although their thread was busy", async () => {
    await make("c");
    stage.call("c", "spin", [begun, over]);
    const calls = [1, 2, 3].map(() => stage.call("c", "increment"));
    await spinning();
    stage.pool.actors.withdraw("caller.a", calls[1] ?? 0);
    await said();
    writeFileSync(over, "");
    await stage.answer(calls[2] ?? 0);
    expect(await stage.ask("c", "n", null)).to.equal(2);
    expect(stage.answers.some(({ number }) => number === calls[1])).to.equal(false);
    expect(stage.pool.actors.sizes).to.deep.equal({ actors: 1, calls: 0, untaken: 0 });
  });

  it("do not begin what a caller asked for that is gone", async () => {
    await make("c");
    stage.call("c", "spin", [begun, over], { caller: "caller.gone" });
    stage.call("c", "increment", [], { caller: "caller.gone" });
    await spinning();
    stage.pool.actors.forsake("caller.gone");
    await said();
    writeFileSync(over, "");
    expect(await stage.ask("c", "n", null)).to.equal(0);
    expect(stage.answers.map(({ caller }) => caller)).to.deep.equal(["caller.a"]);
  });

  it("die with the thread that one of them keeps busy past the time of its call, which is named", async () => {
    for (const key of ["culprit", "elsewhere", "near"]) await make(key);
    const waiting = failureOf(stage.ask("near", "forever"));
    stage.call("culprit", "spin", [begun, over], { timeout: 50 });
    const death = (await stage.death("near")) as Error;
    expect(death).to.be.instanceOf(ActorDiedError);
    expect(death.message).to.match(/^culprit did not return.*isolate/);
    expect(await waiting).to.deep.include({ message: death.message });
    expect(await stage.death("culprit")).to.have.property("message", death.message);
    expect(await failureOf(stage.ask("culprit", "n", null))).to.have.property("message", death.message);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
    await make("next");
    expect(await stage.ask("next", "increment")).to.equal(1);
  });

  it("die likewise when a method does not return after it has waited", async () => {
    await make("culprit");
    stage.call("culprit", "spinLater", [begun, over], { timeout: 50 });
    expect(await stage.death("culprit"))
      .to.have.property("message")
      .that.matches(/^culprit did not return/);
  });

  it("live on when a call's time is over that only waits, or that waits behind another", async () => {
    await make("waits");
    await make("busy");
    await make("free", { concurrency: 2 });
    stage.call("free", "forever", [], { timeout: 50 });
    stage.call("waits", "forever", [], { timeout: 50 });
    stage.call("busy", "spin", [begun, over]);
    stage.call("busy", "increment", [], { timeout: 50 });
    await spinning();
    // Longer than a thread may take to answer.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    writeFileSync(over, "");
    expect(await stage.ask("busy", "n", null)).to.equal(0);
    expect(await stage.ask("free", "increment")).to.equal(1);
    expect(stage.deaths).to.deep.equal([]);
  });

  it("are ended when they are killed, at once for their callers, and with their thread where they are stuck", async () => {
    for (const key of ["stuck", "elsewhere", "near"]) await make(key);
    const calls = [
      failureOf(stage.ask("stuck", "spin", [begun, over])),
      failureOf(stage.ask("stuck", "n", null)),
    ];
    await spinning();
    stage.pool.actors.kill("stuck");
    for (const error of await Promise.all(calls))
      expect(error)
        .to.be.instanceOf(ActorDiedError)
        .with.property("message")
        .that.matches(/stuck was killed/);
    expect(await stage.death("stuck"))
      .to.have.property("message")
      .that.matches(/stuck was killed/);
    expect(await stage.death("near"))
      .to.have.property("message")
      .that.matches(/^stuck did not return/);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
  });

  it("are killed alone where they are not stuck", async () => {
    for (const key of ["killed", "elsewhere", "near"]) await make(key);
    const call = failureOf(stage.ask("killed", "forever"));
    stage.pool.actors.kill("killed");
    expect(await call).to.be.instanceOf(ActorDiedError);
    expect(await failureOf(stage.ask("killed", "increment"))).to.be.instanceOf(ActorDiedError);
    expect(await stage.ask("near", "increment")).to.equal(1);
    expect(stage.deaths.map(([key]) => key)).to.deep.equal(["killed"]);
  });

  it("fail to be made when their constructor takes too long, and what is made beside them is given back", async () => {
    await make("near");
    await make("elsewhere");
    stage.create("never", NEVER, { args: [over], timeout: 50 });
    await stage.until("failed", "never");
    stage.create("later", COUNTER);
    stage.create("behind", COUNTER);
    expect((await stage.end("never")).value).to.be.instanceOf(TimeoutError);
    expect(await stage.death("near"))
      .to.have.property("message")
      .that.matches(/^never did not return/);
    expect([(await stage.end("later")).kind, (await stage.end("behind")).kind]).to.have.members([
      "done",
      "returned",
    ]);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
  });

  it("die with what one of them throws outside of its calls", async () => {
    for (const key of ["culprit", "elsewhere", "near"]) await make(key);
    const error = await failureOf(stage.ask("culprit", "crash"));
    expect(error.message).to.match(/^culprit threw outside of its own calls \(late\)/);
    expect(await stage.death("near")).to.have.property("message", error.message);
    expect(await failureOf(stage.ask("near", "n", null))).to.have.property("message", error.message);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
  });

  it("end with the pool, which still says what became of the calls", async () => {
    await make("c");
    const call = failureOf(stage.ask("c", "forever"));
    await stage.pool.close();
    expect(await call)
      .to.be.instanceOf(ActorDiedError)
      .with.property("message")
      .that.matches(/has left/);
    expect(stage.deaths).to.deep.equal([]);
  });
});
