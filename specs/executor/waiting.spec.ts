import { expect } from "chai";
import { SPIN } from "./sources.ts";
import { type Stage, staged } from "./stage.ts";

const HOLD = "new Promise((resolve) => { globalThis.release = resolve; })";
const RELEASE = "() => { globalThis.release(); return 'released'; }";

describe("a task that waits", () => {
  it("gives its slot to the next, posted ahead or not, and goes on at once", async () => {
    for (const late of [false, true]) {
      await staged(async (stage) => {
        stage.play("waits", `async () => { secede(); await ${HOLD}; rejoin(); return 'waited'; }`);
        if (late) await stage.until("waiting", "waits");
        stage.play("next", RELEASE);
        expect((await stage.end("waits")).value).to.equal("waited");
        const story = ["waiting waits", "done next", "resumed waits", "done waits"];
        expect(stage.story).to.deep.equal(story);
      });
    }
  });

  it("says nothing of a wait that is over within the same turn", () =>
    staged(async (stage) => {
      await stage.result("settled", "async () => { secede(); await null; rejoin(); return 1; }");
      expect(stage.story).to.deep.equal(["done settled"]);
    }));

  it("lets no new task begin once it has its slot back", () =>
    staged(async (stage) => {
      const program =
        `async () => { secede(); await ${HOLD}; rejoin(); for (let i = 0; i < 20; i++) await new Promise(setImmediate);` +
        " globalThis.finished = true; }";
      stage.play("waits", program);
      await stage.until("waiting", "waits");
      stage.play("releases", RELEASE);
      await stage.until("resumed", "waits");
      stage.play("follows", "() => globalThis.finished");
      expect((await stage.end("follows")).value).to.equal(true);
    }));

  it("goes on before tasks that were posted while its thread was busy", () =>
    staged(async (stage) => {
      const program = `async () => {
        const channel = new BroadcastChannel('go on');
        secede();
        await new Promise((resolve) => { channel.onmessage = resolve; });
        rejoin();
        channel.close();
      }`;
      stage.play("waits", program);
      await stage.until("waiting", "waits");
      stage.play("busy", SPIN, [500]);
      await stage.until("running", "busy");
      const channel = new BroadcastChannel("go on");
      channel.postMessage(null);
      channel.close();
      for (const key of ["a", "b", "c"]) {
        stage.play(key, SPIN, [20]);
        await new Promise(setImmediate);
      }
      await stage.end("c");
      const ends = stage.story.filter((line) => line.startsWith("done"));
      expect(ends).to.deep.equal(["done busy", "done waits", "done a", "done b", "done c"]);
    }));

  it("waits together with any number of others on one thread", () =>
    staged(async (stage) => {
      const program =
        "async (i) => { globalThis.rest ??= []; secede(); await new Promise((go) => globalThis.rest.push(go)); rejoin(); return i; }";
      const keys = Array.from({ length: 500 }, (_, i) => `deep-${i}`);
      for (const [i, key] of keys.entries()) stage.play(key, program, [i]);
      for (const key of keys) await stage.until("waiting", key);
      stage.play("release", "() => { for (const go of globalThis.rest) go(); }");
      for (const [i, key] of keys.entries()) expect((await stage.end(key)).value).to.equal(i);
    }));

  it("may end while it waits, and gives its slot only once", () =>
    staged(async (stage) => {
      const leaves = `async () => { secede(); secede(); await ${HOLD}; return 'left'; }`;
      stage.play("leaves", leaves);
      await stage.until("waiting", "leaves");
      await stage.result("releases", RELEASE);
      await stage.until("done", "leaves");
      expect(await order(stage)).to.deep.equal(["a", "a", "b", "b"]);
    }));
});

/** What two tasks write that would mingle if both had a slot. */
async function order(stage: Stage): Promise<unknown> {
  const write =
    "async (x) => { const log = (globalThis.log ??= []); log.push(x); await new Promise(setImmediate); log.push(x); return [...log]; }";
  stage.play("a", write, ["a"]);
  return stage.result("b", write, ["b"]);
}
