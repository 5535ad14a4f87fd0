import { expect } from "chai";
import type { Code } from "../../dist/src/protocol/code.js";
import { CancelledError, TimeoutError } from "../../dist/src/protocol/errors.js";
import { SPIN } from "./sources.ts";
import { type Stage, staged } from "./stage.ts";

const SIGNALLED = `async () => {
  const { signal } = getTask();
  globalThis.seen = await new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
  return 'too late';
}`;

/** Goes on once the module below is being loaded, and lets that go on once it is signalled. */
const OPENER = `async () => {
  const { signal } = getTask();
  globalThis.opened = new Promise((resolve) => signal.addEventListener('abort', resolve));
  secede();
  await new Promise((resolve) => { globalThis.arrive = resolve; });
  rejoin();
  await globalThis.opened;
}`;
const LATE = `
  globalThis.arrive();
  await globalThis.opened;
  export const late = () => { globalThis.called = true; };
`;
const LOADED_LATE: Code = ["module", `data:text/javascript,${encodeURIComponent(LATE)}`, "late", "late"];

/** A function that is known to be short, so that several are posted at a time. */
async function warm(stage: Stage): Promise<void> {
  for (let i = 0; i < 20; i++) await stage.result(`warm-${i}`, SPIN, [0]);
  stage.told.length = 0;
}

describe("a pool that takes tasks back", () => {
  it("returns what has not begun, in its queue or on its way to a thread", () =>
    staged(async (stage) => {
      stage.pool.abort("queued", stage.play("queued", "() => 1"), 1000);
      expect(stage.story).to.deep.equal(["returned queued"]);
      await warm(stage);
      const [, b = 0, c = 0] = ["a", "b", "c"].map((key) => stage.play(key, SPIN, [key === "a" ? 200 : 0]));
      await Promise.resolve(); // now they are posted
      await Promise.resolve();
      stage.pool.recall("b", b);
      stage.pool.abort("c", c, 1000);
      await stage.end("a");
      expect(stage.story).to.deep.equal(["returned b", "returned c", "done a"]);
    }));

  it("recalls nothing that has begun, and no other run of the same key", () =>
    staged(async (stage) => {
      const run = stage.play("begun", SPIN, [500]);
      stage.pool.recall("begun", run + 1);
      await stage.until("running", "begun");
      stage.pool.recall("begun", run);
      expect((await stage.end("begun")).kind).to.equal("done");
    }));

  it("signals a task that runs, and drops what it still returns", () =>
    staged(async (stage) => {
      const run = stage.play("signalled", SIGNALLED);
      await stage.until("running", "signalled");
      stage.pool.abort("signalled", run, 1000);
      expect(await stage.end("signalled")).to.deep.equal({ kind: "returned", key: "signalled", run });
      const reason = await stage.result("reason", "() => globalThis.seen");
      expect(reason).to.be.instanceOf(CancelledError).and.include({ key: "signalled" });
    }));

  it("does not call the function of a task that is signalled while its code is loaded", () =>
    staged(async (stage) => {
      const opener = stage.play("opens", OPENER);
      const run = stage.play("loads", LOADED_LATE);
      await stage.until("resumed", "opens");
      stage.pool.abort("loads", run, 60_000);
      stage.pool.abort("opens", opener, 60_000);
      expect((await stage.end("loads")).kind).to.equal("returned");
      expect(await stage.result("called", "() => globalThis.called ?? false")).to.equal(false);
    }));

  it("ends the thread of a task that does not end by itself, and returns what else was on it", () =>
    staged(async (stage) => {
      stage.play("parked", "async () => { secede(); await new Promise(() => {}); }");
      await stage.until("waiting", "parked");
      const run = stage.play("loops", "() => { for (;;); }");
      await stage.until("running", "loops");
      stage.pool.abort("loops", run, 1000);
      expect((await stage.end("loops")).kind).to.equal("returned");
      expect((await stage.end("parked")).kind).to.equal("returned");
      expect(stage.departed)
        .to.have.lengthOf(1)
        .and.to.satisfy(([client]: string[]) => /^client\.w1-/.test(client ?? ""));
      expect(await stage.result("next", "() => globalThis.release === undefined")).to.equal(true);
    }));

  it("fails a task whose time is up, signals it, and tells no more of it", () =>
    staged(async (stage) => {
      stage.play("late", SIGNALLED, [], { timeout: 30 });
      const { kind, value } = await stage.end("late");
      expect(kind).to.equal("failed");
      expect(value).to.be.instanceOf(TimeoutError).and.include({ key: "late" });
      expect(await stage.result("reason", "() => globalThis.seen")).to.be.instanceOf(TimeoutError);
      stage.play("loops", "() => { for (;;); }", [], { timeout: 30 });
      expect((await stage.end("loops")).kind).to.equal("failed");
      expect(await stage.result("next", "() => globalThis.seen === undefined")).to.equal(true);
      expect(stage.story).to.deep.equal(["failed late", "done reason", "failed loops", "done next"]);
    }));

  it("forgets the timeout of a task that ends or is aborted before", () =>
    staged(async (stage) => {
      stage.play("quick", "() => 1", [], { timeout: 300 });
      expect((await stage.end("quick")).kind).to.equal("done");
      const signalled = stage.play("signalled", SIGNALLED, [], { timeout: 300 });
      stage.play("behind", SPIN, [50], { timeout: 1000 });
      await Promise.resolve();
      stage.pool.abort("signalled", signalled, 1000);
      await stage.end("signalled");
      expect((await stage.end("behind")).kind).to.equal("done");
      await stage.result("after", SPIN, [400]);
      expect(stage.story.filter((line) => line.startsWith("failed"))).to.deep.equal([]);
    }));

  it("gives what stands behind a stuck task to a thread that is free", () =>
    staged(
      async (stage) => {
        await warm(stage);
        stage.play("stuck", SPIN, [1000]);
        const others = Array.from({ length: 60 }, (_, i) => `other-${i}`);
        for (const key of others) stage.play(key, SPIN, [0]);
        await stage.end("stuck");
        const ends = stage.told.filter(({ kind }) => kind === "done").map(({ key }) => key);
        expect(ends.at(-1)).to.equal("stuck");
        expect(ends).to.have.members([...others, "stuck"]);
      },
      { threads: 2 },
    ));

  it("takes back what stands behind a stuck task on the only thread", () =>
    staged(async (stage) => {
      await warm(stage);
      stage.play("stuck", SPIN, [600]);
      const [a = 0] = ["a", "b"].map((key) => stage.play(key, SPIN, [0]));
      await stage.until("running", "stuck");
      stage.pool.recall("a", a);
      await stage.end("b");
      expect(stage.story).to.deep.equal(["returned a", "done stuck", "done b"]);
    }));

  it("tells no more once it is closed", () =>
    staged(async (stage) => {
      const run = stage.play("loops", "() => { for (;;); }");
      await stage.until("running", "loops");
      stage.pool.abort("loops", run, 1000);
      await stage.pool.close();
      expect(stage.story).to.deep.equal([]);
    }));
});
