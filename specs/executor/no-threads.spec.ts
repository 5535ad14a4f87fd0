import { expect } from "chai";
import { MemoryBroker } from "../../dist/src/bus/memory.js";
import { encodeBatch } from "../../dist/src/codec/batch.js";
import { decodeValue, encodeArguments } from "../../dist/src/codec/value.js";
import { Actors } from "../../dist/src/executor/actors.js";
import { ThreadHandle } from "../../dist/src/executor/handle.js";
import { ACTOR_ENTRY } from "../../dist/src/executor/start.js";
import { ActorDiedError } from "../../dist/src/protocol/errors.js";
import type { Payload } from "../../dist/src/protocol/messages.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import { deferred } from "../../dist/src/runtime/deferred.js";

describe("the actors of a worker whose system gives no more threads", () => {
  it("cannot be made, which is said of each; and those that come when there are threads again can", async () => {
    let host: unknown = () => "which cannot be handed over";
    const ends: [ok: boolean, key: string, value: unknown][] = [];
    let told = deferred<void>();
    const end = (ok: boolean, key: string, bytes: Payload) => {
      ends.push([ok, key, decodeValue(bytes, { reference: ([kind]) => kind })]);
      told.resolve();
    };
    const nothing = () => {};
    const bus = new MemoryBroker().connect();
    const actors = new Actors({
      threads: 1,
      tracing: { recorder: null },
      code: () => encodeBatch([["source", "Counter", "class Counter {}"]]),
      after: (ms, act) => systemClock.after(ms, act),
      start: (number, listener, signals) =>
        new ThreadHandle(
          {
            entry: ACTOR_ENTRY,
            number,
            bus,
            cluster: "specs",
            worker: { name: "ann", address: "worker.w1", threads: 1, host: host as string },
            modules: "",
            memoryLimitMb: 64,
            present: new Set(),
          },
          listener,
          { signals: signals.memory },
        ),
      listener: {
        ...{ running: nothing, waiting: nothing, resumed: nothing, returned: nothing, gave: nothing },
        ...{ threw: nothing, snapshot: nothing, emitted: nothing, died: nothing, left: nothing },
        done: (key, _run, result) => end(true, key, result),
        failed: (key, _run, error) => end(false, key, error),
      },
    });
    const args = encodeArguments([]).bytes;
    const make = async (key: string, isolated: boolean) => {
      told = deferred();
      const common = { run: 1, attempt: 1, timeout: 0, chain: [], codes: ["Counter"], values: new Map() };
      actors.create({ key, args, ...common }, ["object", null, 1, isolated]);
      await told.promise;
      return ends.at(-1);
    };
    for (const isolated of [false, true]) {
      const [ok, , error] = (await make("none", isolated)) ?? [];
      expect(ok).to.equal(false);
      expect(error).to.be.instanceOf(ActorDiedError).and.include({ key: "none" });
      expect((error as Error).message).to.match(/^The thread for the actor does not start.*be cloned/s);
    }
    expect(actors.sizes).to.deep.equal({ actors: 0, calls: 0, untaken: 0 });
    host = "here";
    expect(await make("counter", false)).to.deep.equal([true, "counter", "actor"]);
    await actors.close();
  });
});
