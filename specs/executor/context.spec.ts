import { expect } from "chai";
import { getClient, getTask, getWorker, rejoin, secede } from "../../dist/src/executor/context.js";
import { TroupeError } from "../../dist/src/protocol/errors.js";
import { Stand } from "./script.ts";
import { Stage, staged } from "./stage.ts";

describe("the context of a task", () => {
  let stage: Stage;
  before(() => {
    stage = new Stage();
  });
  after(() => stage.pool.close());

  it("says key, attempt and worker, across awaits", async () => {
    const program =
      "async () => { await new Promise(setImmediate); const { key, attempt, signal } = getTask();" +
      " return { key, attempt, aborted: signal.aborted, worker: getWorker() }; }";
    expect(await stage.result("me", program, [], { attempt: 3 })).to.deep.equal({
      ...{ key: "me", attempt: 3, aborted: false },
      worker: { name: "ann", address: "worker.w1", threads: 1, host: "here" },
    });
  });

  it("keeps tasks apart that are open at the same time", async () => {
    const program =
      "async (hand) => { secede(); if (hand) await new Promise((go) => { globalThis.go = go; }); else globalThis.go();" +
      " await new Promise(setImmediate); return getTask().key; }";
    stage.play("one", program, [true]);
    await stage.until("waiting", "one");
    stage.play("two", program, [false]);
    expect((await stage.end("one")).value).to.equal("one");
    expect((await stage.end("two")).value).to.equal("two");
  });

  it("is one for every loaded copy of the package", async () => {
    const copy = new URL("../../dist/src/executor/context.js?copy", import.meta.url).href;
    const program =
      "async (url) => { const { getTask: other } = await import(url); return [other().key, other !== getTask]; }";
    expect(await stage.result("copied", program, [copy])).to.deep.equal(["copied", true]);
  });

  it("has one client a thread, made when code first names it", async () => {
    const program =
      "() => { const c = getClient(); const same = (globalThis.client ??= c) === c; return [same, String(c)]; }";
    const [, text] = (await stage.result("client", program)) as [boolean, string];
    expect(text).to.match(/^<Client: /);
    expect(await stage.result("same client", program)).to.deep.equal([true, text]);
  });

  it("makes futures of those inside a dependency, although no code named the client", () =>
    staged(async (fresh) => {
      const values = { box: { inside: new Stand(["future", "other"]) } };
      const args = [new Stand(["future", "box"])];
      const text = await fresh.result("boxed", "(box) => String(box.inside)", args, { values });
      expect(text).to.match(/^<Future: .*key: other>$/);
    }));

  it("is refused outside of a task", () => {
    for (const call of [getTask, getWorker, getClient, secede, rejoin]) {
      expect(call).to.throw(TroupeError, `${call.name}() was called outside of a task`);
    }
  });
});
