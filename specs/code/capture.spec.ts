import { expect } from "chai";
import { captureCode } from "../../src/code/capture.ts";
import { loadCode } from "../../src/code/load.ts";
import { CaptureError } from "../../src/protocol/errors.ts";
import { evaluated, exported, refusal } from "./support.ts";

const limit = 3;
const helper = (x: number): number => x;

describe("capturing a function", () => {
  it("takes its source and its name", () => {
    const { code, name } = captureCode(evaluated("function add(a, b) { return a + b; }"));
    expect(code).to.deep.equal(["source", "add", "function add(a, b) { return a + b; }"]);
    expect(name).to.equal("add");
  });

  it("gives 32 hex digits that are the same in every process and version of Node", () => {
    const hashes = ["(x) => x + 1", "class A {}", "Math.sqrt"].map(
      (text) => captureCode(evaluated(text)).hash,
    );
    expect(hashes).to.deep.equal([
      "b510ab2a8cab9ced93dcc4d9bdb561fb",
      "ef7d23a4d81cd0effbd060675c04cdb8",
      "2d182c27085a8ce85f376ff9df25d435",
    ]);
  });

  it("gives equal sources one hash, and different ones another", () => {
    const hash = (text: string): string => captureCode(evaluated(text)).hash;
    expect(hash("(x) => x + 1")).to.equal(hash("(x) => x + 1"));
    expect(hash("(x) => x + 1")).to.not.equal(hash("(x) => x + 2"));
  });

  it("does its work once for each function", () => {
    const fn = (x: number): number => x;
    expect(captureCode(fn)).to.equal(captureCode(fn));
  });

  it("gives names that can be part of a subject", () => {
    const name = (text: string): string => captureCode(evaluated(text)).name;
    expect(name("(x) => x")).to.equal("lambda");
    expect(name("({ 'a b.c>*': (x) => x })['a b.c>*']")).to.equal("a_b_c_");
    expect(name("({ [Symbol.iterator]() {} })[Symbol.iterator]")).to.equal("_Symbol_iterator_");
    expect(name("class { static name() { return 1; } }")).to.equal("lambda");
    expect(name(`({ ${"x".repeat(500)}() {} }).${"x".repeat(500)}`)).to.have.lengthOf(64);
  });

  it("takes no notice of a toString of the function's own", () => {
    const fn = Object.assign(evaluated("(x) => x") as object, { toString: () => "(y) => nowhere" });
    expect(captureCode(fn).code).to.deep.equal(["source", "", "(x) => x"]);
  });

  it("does not count the names that are in scope inside a task", () => {
    for (const known of ["getClient", "getWorker", "getTask", "getSelf", "secede", "rejoin"]) {
      expect(captureCode(evaluated(`() => ${known}()`)).code[0]).to.equal("source");
    }
  });

  it("takes a variable of such a name for the variable where it is the function's own", async () => {
    const { code } = captureCode(evaluated("(getTask) => getTask + 1"));
    const arrived = (await loadCode(code, { getTask: () => "not this" })) as (x: number) => number;
    expect(arrived(1)).to.equal(2);
  });

  it("knows those names as a compiler to CommonJS imports them", async () => {
    const scope = { getTask: () => "task", getWorker: () => "worker" };
    const sent = evaluated(
      "() => [(0, import_troupe.getTask)(), troupe_1.getWorker(), (0, troupe_1.getTask)()]",
    );
    const arrived = (await loadCode(captureCode(sent).code, scope)) as () => string[];
    expect(arrived()).to.deep.equal(["task", "worker", "task"]);
    expect(refusal(evaluated("() => [import_tasks.getTask(), import_tasks.other()]")).message).to.include(
      "import_tasks",
    );
    expect(refusal(evaluated("() => [import_tasks, import_tasks.getTask]")).message).to.include(
      "import_tasks",
    );
  });

  it("knows a helper that a compiler numbered because its name was taken", async () => {
    const sent = evaluated(
      `() => { const f = __name2(() => 1, "named"); return [f.name, tslib_1.__rest({ a: 1, b: 2 }, ["a"])]; }`,
    );
    const arrived = (await loadCode(captureCode(sent).code, {})) as () => unknown[];
    expect(arrived()).to.deep.equal(["named", { b: 2 }]);
  });

  it("lets a function mean itself by its name, together with what it imports", async () => {
    const sent = evaluated(
      "(() => { const again = (n) => (n ? again(n - 1) : import_troupe.getTask()); return again; })()",
    );
    const arrived = (await loadCode(captureCode(sent).code, { getTask: () => "end" })) as (
      n: number,
    ) => string;
    expect(arrived(3)).to.equal("end");
    expect(arrived.name).to.equal("again");
  });
});

describe("a function that cannot be sent", () => {
  it("is refused with each variable, the function's name and both ways out", () => {
    const work = (x: number): number => helper(x) + limit;
    const error = refusal(work);
    expect(error).to.be.instanceOf(CaptureError).with.property("code", "CAPTURE");
    expect(error.message).to.match(/^"work" cannot be sent: it uses helper and limit,/);
    expect(error.message).to.include("client.submit(work, helper, limit)").and.include("remoteModule");
  });

  it("is refused with the way through its constructor where it is a class", () => {
    class Work {
      run(): number {
        return limit;
      }
    }
    const { message } = refusal(Work);
    expect(message).to.match(/^"Work" cannot be sent: it uses limit,/);
    expect(message).to.include("client.actor(Work, limit)").and.not.include("submit");
  });

  it("is shown by its source where it has no name", () => {
    const { message } = refusal(evaluated("(x) => x + nowhere"));
    expect(message).to.match(/^The function \(x\) => x \+ nowhere cannot be sent: it uses nowhere,/);
  });

  it("is refused with what it imports, as a compiler to CommonJS calls it", () => {
    const { message } = refusal(evaluated("(path) => (0, import_node_fs.readFileSync)(path)"));
    expect(message).to.include("it uses import_node_fs.readFileSync,").and.include("(fn, readFileSync)");
  });

  it("is refused again and again", () => {
    const work = (): number => limit;
    expect([refusal(work).message, refusal(work).message]).to.satisfy(([a, b]: string[]) => a === b);
  });

  it("may use what the program or its test runner put on globalThis", () => {
    expect(refusal(() => describe).message).to.include("it uses describe,");
    expect(refusal(evaluated("() => require('fs')")).message).to.include("it uses require,");
  });

  it("may be a class that extends a captured one", () => {
    class Base {}
    class Derived extends Base {}
    expect(refusal(Derived).message).to.match(/^"Derived" cannot be sent: it uses Base,/);
  });

  it("may be a shorthand method that means itself by its name, for it has no such name", () => {
    const { message } = refusal(evaluated("({ again(n) { return n ? again(n - 1) : 0; } }).again"));
    expect(message).to.match(/^"again" cannot be sent: it uses again,/);
  });

  it("may be a function that calls itself by another name", () => {
    const other = evaluated(
      "(() => { const outer = function inner(n) { return outer(n); }; return outer; })()",
    );
    expect(refusal(other).message).to.match(/^"inner" cannot be sent: it uses outer,/);
  });

  it("may be one whose own name is that of a global, so that nobody knows which it means", () => {
    const { message } = refusal(evaluated("({ fetch: (url) => fetch(url) }).fetch"));
    expect(message).to.include(`"fetch" cannot be sent`).and.include("another name");
    expect(captureCode(evaluated("({ fetch(url) { return fetch(url); } }).fetch")).code[0]).to.equal(
      "source",
    );
    expect(captureCode(evaluated("(function fetch(n) { return n ? fetch(n - 1) : 0; })")).code[0]).to.equal(
      "source",
    );
  });

  it("is told of a variable that a compiler may have renamed", () => {
    const renamed = evaluated(`Object.defineProperty((n) => fact2(n), "name", { value: "fact" })`);
    expect(refusal(renamed).message).to.include("If fact2 is fact itself");
    expect(refusal(evaluated("(n) => fact2(n)")).message).to.not.include("itself");
  });

  it("may mean something by this, super, new.target, arguments, import.meta or a private name of around", async () => {
    const around = evaluated(`class A extends Object {
      #secret = 1;
      constructor() { super(); this.target = () => new.target; }
      self() { return () => this; }
      above() { return () => super.toString(); }
      method() { return super.toString(); }
      args() { return () => arguments; }
      secret(o) { return o.#secret; }
    }`) as new () => Record<string, () => object>;
    const made = new around();
    expect(refusal(made["self"]?.()).message).to.include("it uses this (of an arrow function),");
    expect(refusal(made["above"]?.()).message).to.include("it uses super,");
    expect(refusal(made["method"]).message).to.include("it uses super,");
    expect(refusal(made["target"]).message).to.include("it uses new.target,");
    expect(refusal(made["args"]?.()).message).to.include("it uses arguments,");
    expect(refusal(made["secret"]).message).to.include("it uses #secret,");
    expect(refusal(await exported("() => import.meta.url")).message).to.include("it uses import.meta,");
    expect(refusal(await exported("() => [here, import.meta]")).message).to.include(
      "it uses here and import.meta,",
    );
  });

  it("may be bound or native: then the object it belongs to can be sent", () => {
    const data = { save: (path: string) => path };
    const bound = refusal(data.save.bind(data));
    expect(bound.message).to.match(/^"bound save" cannot be sent: it is native or bound/);
    expect(bound.message)
      .to.include("client.submit((d, path) => d.save(path), data, path)")
      .and.include("actor");
    expect(refusal(new Proxy(helper, {})).message).to.include("native or bound");
    expect(refusal(new Map().entries().next).message).to.include("native or bound");
  });

  it("may be code of sloppy mode alone", () => {
    const sloppy = new Function("o", "with (o) { return x; }");
    expect(refusal(sloppy).message).to.include("not strict mode code").and.include("'with'");
  });

  it("may be no function at all", () => {
    for (const [value, type] of [
      [1, "number"],
      ["add-1", "string"],
      [null, "null"],
      [undefined, "undefined"],
      [{}, "object"],
    ]) {
      expect(refusal(value).message).to.equal(`A function or class is needed here, and this is ${type}.`);
    }
  });
});
