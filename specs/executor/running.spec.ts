import { expect } from "chai";
import { MemoryBroker } from "../../dist/src/bus/memory.js";
import { serveScheduler } from "../../dist/src/cluster/scheduler.js";
import { ProtocolError, SerializationError, TaskError } from "../../dist/src/protocol/errors.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import { failureOf } from "../support/failure.ts";
import { beginTypeScript, endTypeScript } from "../support/typescript.ts";
import { Stand } from "./script.ts";
import { SPIN } from "./sources.ts";
import { Stage } from "./stage.ts";

const future = (key: string) => new Stand(["future", key]);
const code = (hash: string) => new Stand(["code", hash]);

describe("a pool that runs tasks", () => {
  let stage: Stage;
  before(() => {
    beginTypeScript();
    stage = new Stage();
  });
  beforeEach(() => {
    stage.told.length = 0;
  });
  after(async () => {
    await stage.pool.close();
    endTypeScript();
  });

  it("calls the function with its arguments and tells the result", async () => {
    expect(await stage.result("add", "(x, y) => x + y", [1, 2])).to.equal(3);
    expect(stage.told).to.deep.equal([{ kind: "done", key: "add", run: 1, value: 3, futures: [] }]);
  });

  it("awaits what a function returns", async () => {
    expect(await stage.result("async", "async (x) => { await null; return x * 2; }", [21])).to.equal(42);
    expect(await stage.result("thenable", "() => ({ then: (resolve) => resolve('late') })")).to.equal("late");
  });

  it("runs in the order given, one at a time", async () => {
    const append = "async (x) => { (globalThis.log ??= []).push(x, await x); return [...globalThis.log]; }";
    const keys = Array.from({ length: 300 }, (_, i) => `order-${i}`);
    for (const [i, key] of keys.entries()) stage.play(key, append, [i]);
    const { value } = await stage.end("order-299");
    expect(value).to.deep.equal(keys.flatMap((_, i) => [i, i]));
    expect(stage.told.flatMap(({ kind, key }) => (kind === "done" ? [key] : []))).to.deep.equal(keys);
  });

  it("gives the values of dependencies, anywhere among the arguments, each one its own", async () => {
    const values = { a: { n: 1 }, b: new Map([["m", 2]]) };
    const args = [future("a"), [new Map([["deep", future("b")]])], future("a")];
    const sum = "(a, [deep], again) => { again.n = 10; return [a.n, deep.get('deep').get('m'), again.n]; }";
    expect(await stage.result("dependent", sum, args, { values })).to.deep.equal([1, 2, 10]);
  });

  it("gives functions among the arguments, the same one each time", async () => {
    const codes = { twice: "(x) => 2 * x" };
    const program = "(x, [f], g) => [f(x), f === g]";
    const args = [4, [code("twice")], code("twice")];
    expect(await stage.result("higher", program, args, { codes })).to.deep.equal([8, true]);
  });

  it("loads a piece of code once a thread", async () => {
    const counting =
      "(() => { globalThis.loads = (globalThis.loads ?? 0) + 1; return () => globalThis.loads; })()";
    expect(await stage.result("once", counting)).to.equal(1);
    expect(await stage.result("again", counting)).to.equal(1);
  });

  it("runs exports of TypeScript modules and built-ins", async () => {
    const url = new URL("./exported.ts", import.meta.url).href;
    expect(await stage.result("module", ["module", url, "greet", "-"], ["Ann"])).to.equal("Hello Ann");
    expect(await stage.result("builtin", ["builtin", "Math.sqrt"], [49])).to.equal(7);
  });

  it("carries large arguments, values and results", async () => {
    const bytes = new Uint8Array(3_000_000).fill(7);
    const program = "(a, b) => { a[0] = b[1]; return a; }";
    const result = await stage.result("large", program, [bytes, future("b")], { values: { b: bytes } });
    expect(result).to.deep.equal(bytes);
    const again = await stage.result("large again", program, [bytes, future("b")], { values: { b: bytes } });
    expect(again).to.deep.equal(bytes);
  });

  it("carries more results at a time than there is room for under way", async () => {
    const program = "(i) => String(i).repeat(5000)";
    await stage.result("first", program, [0]);
    for (let i = 0; i < 400; i++) stage.play(`many-${i}`, program, [i % 10]);
    for (let i = 0; i < 400; i++)
      expect((await stage.end(`many-${i}`)).value).to.equal(String(i % 10).repeat(5000));
  });

  it("tells the futures inside a result", async () => {
    const program =
      "() => { const f = (key) => ({ __proto__: { get [Symbol.for('troupe.reference')]() { return ['future', key]; } } });" +
      " return [f('x'), { y: f('y') }]; }";
    const broker = new MemoryBroker();
    const scheduler = serveScheduler({
      bus: broker.connect(),
      clock: systemClock,
      cluster: "specs",
      log: () => {},
    });
    const own = new Stage({ bus: broker.connect() });
    try {
      await own.result("futures", program);
      const [told] = own.told;
      expect(told?.futures).to.deep.equal(["x", "y"]);
      expect(told?.value).to.deep.equal([["future", "x"], { y: ["future", "y"] }]);
    } finally {
      await own.pool.close();
      scheduler.stop();
    }
  });

  it("fails a task with what it threw, its remote stack, and its key", async () => {
    const program = ["source", "broken", "() => { throw new TypeError('bad input'); }"] as const;
    const error = await failureOf(stage.result("broken", program));
    expect(error).to.be.instanceOf(TypeError).and.include({ message: "bad input", key: "broken" });
    expect(error.stack).to.include("at broken (troupe:broken");
    const rejected = await failureOf(
      stage.result("rejected", "async () => { await 1; throw new RangeError('late'); }"),
    );
    expect(rejected).to.be.instanceOf(RangeError).and.include({ message: "late", key: "rejected" });
  });

  it("leaves an error's own key alone", async () => {
    const program = "() => { throw Object.assign(new Error('inherited'), { key: 'origin' }); }";
    expect(await failureOf(stage.result("heir", program))).to.include({
      message: "inherited",
      key: "origin",
    });
    const frozen = "() => { throw Object.freeze(new Error('frozen')); }";
    expect(await failureOf(stage.result("frozen", frozen))).to.include({ message: "frozen" });
  });

  it("makes a TaskError of what is thrown and is no error", async () => {
    const error = await failureOf(stage.result("string", "() => { throw 'a string'; }"));
    expect(error).to.be.instanceOf(TaskError).and.include({ cause: "a string", key: "string" });
  });

  it("refuses a function in a result, with its path", async () => {
    const error = await failureOf(stage.result("function", "() => ({ a: [() => 1] })"));
    expect(error).to.be.instanceOf(SerializationError).and.include({ key: "function" });
    expect((error as SerializationError).path).to.include("a[0]");
  });

  it("refuses to call a class or what is no function", async () => {
    const error = await failureOf(stage.result("class", ["source", "Counter", "class {}"]));
    expect(error)
      .to.be.instanceOf(TaskError)
      .and.have.property("message")
      .that.includes("Counter is a class");
    const url = new URL("./exported.ts", import.meta.url).href;
    const number = await failureOf(stage.result("number", ["module", url, "answer", "-"]));
    expect(number).to.be.instanceOf(TaskError).and.have.property("message").that.includes("no function");
  });

  it("fails a task whose code does not load, and runs the next", async () => {
    const error = await failureOf(
      stage.result("unloadable", "(() => { throw new Error('while loading'); })()"),
    );
    expect(error).to.include({ message: "while loading", key: "unloadable" });
    stage.pool.execute({
      key: "unknown",
      run: 1,
      attempt: 1,
      timeout: 0,
      chain: [],
      codes: ["?"],
      args: new Uint8Array([0x90]),
      values: new Map(),
    });
    expect((await stage.until("failed", "unknown")).value).to.be.instanceOf(ProtocolError);
    expect(await stage.result("next", "() => 1")).to.equal(1);
  });

  it("tells that a task runs once it has for 100 ms, and not before", async () => {
    expect(await stage.result("short", SPIN, [1])).to.equal(1);
    const nap = "() => new Promise((resolve) => setTimeout(resolve, 400))";
    for (const [key, program] of Object.entries({ long: SPIN, nap })) {
      const begun = performance.now();
      const end = stage.result(key, program, [400]);
      await stage.until("running", key);
      expect(performance.now() - begun).to.be.at.least(99);
      await end;
    }
    expect(stage.story).to.deep.equal(["done short", "done long", "done nap"]);
  });

  it("does not tell that a task runs before its function is called", async () => {
    const text =
      "await new Promise((resolve) => setTimeout(resolve, 300));" +
      " export const late = () => { const at = Date.now(); return new Promise((go) => setTimeout(go, 300, at)); };";
    const url = `data:text/javascript,${encodeURIComponent(text)}`;
    const called = stage.result("late", ["module", url, "late", "late"]);
    await stage.until("running", "late");
    expect(Date.now()).to.be.at.least((await called) as number);
  });
});
