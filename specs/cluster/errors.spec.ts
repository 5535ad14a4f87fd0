import { expect } from "chai";
import { CancelledError, type Client, ClosedError, TaskError, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const add = (x: number, y: number) => x + y;

function failDeepInside(text: string): number {
  const deepInside = () => {
    throw new TypeError(text, { cause: new RangeError("the cause") });
  };
  return deepInside();
}

describeOnEachBus("errors of tasks", { workers: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("arrive as themselves: class, message, key, remote stack and cause", async () => {
    const future = client.submit(failDeepInside, "wrong");
    const error = await failureOf(future);
    expect(error).to.be.instanceOf(TypeError);
    expect(error.message).to.equal("wrong");
    expect(error.key).to.equal(future.key);
    expect(error.stack).to.include("deepInside");
    expect(error.cause).to.be.instanceOf(RangeError);
    expect(future.status).to.equal("error");
    expect(await failureOf(future.result())).to.equal(error);
  });

  it("keep their own fields, a key too", async () => {
    const fail = () => {
      throw Object.assign(new Error("with fields"), { status: 404, key: "their own" });
    };
    const error = await failureOf(client.submit(fail));
    expect(error).to.include({ message: "with fields", status: 404, key: "their own" });
  });

  it("that take no more fields have the key all the same", async () => {
    const fail = () => {
      throw Object.freeze(new RangeError("frozen"));
    };
    const future = client.submit(fail);
    const error = await failureOf(future);
    expect(error).to.be.instanceOf(RangeError).and.include({ message: "frozen", key: future.key });
  });

  it("of a class of the user's keep its name", async () => {
    const fail = () => {
      class NoSuchUser extends RangeError {}
      throw new NoSuchUser("ann");
    };
    const error = await failureOf(client.submit(fail));
    expect(error).to.be.instanceOf(RangeError);
    expect(error.name).to.equal("NoSuchUser");
  });

  it("of an async function are the same", async () => {
    const fail = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      throw new SyntaxError("later");
    };
    const error = await failureOf(client.submit(fail));
    expect(error).to.be.instanceOf(SyntaxError);
    expect(error.message).to.equal("later");
  });

  it("that are none arrive as a TaskError with what was thrown as its cause", async () => {
    const thrower = (value: unknown) => {
      throw value;
    };
    for (const value of ["a text", 42, null, { reason: "an object" }]) {
      const future = client.submit(thrower, value);
      const error = await failureOf(future);
      expect(error).to.be.instanceOf(TaskError);
      expect(error.cause).to.deep.equal(value);
      expect(error.key).to.equal(future.key);
    }
  });

  it("can be asked for without a catch", async () => {
    const bad = client.submit(failDeepInside, "asked for");
    const good = client.submit(add, 1, 1);
    expect(await bad.exception()).to.be.instanceOf(TypeError);
    expect(await bad.traceback()).to.include("deepInside");
    expect(await good.exception()).to.equal(null);
    expect(await good.traceback()).to.equal(null);
  });

  it("are those of everything that depends on them, with the key of the culprit", async () => {
    const culprit = client.submit(failDeepInside, "for all");
    const child = client.submit(add, culprit, 1);
    const grandchild = client.submit((xs: number[]) => xs, [child, 7]);
    for (const future of [child, grandchild]) {
      const error = await failureOf(future);
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.equal("for all");
      expect(error.key).to.equal(culprit.key);
    }
    const late = client.submit(add, culprit, 2);
    expect((await failureOf(late)).key).to.equal(culprit.key);
  });

  it("are silent as long as nobody waits for them", async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listener);
    try {
      const silent = client.submit(failDeepInside, "silent");
      await new Promise<void>((resolve) => silent.addDoneCallback(() => resolve()));
      await new Promise((resolve) => setImmediate(resolve));
      expect(silent.status).to.equal("error");
      expect(unhandled).to.deep.equal([]);
    } finally {
      process.off("unhandledRejection", listener);
    }
  });

  it("are CancelledErrors for who has released the future", async () => {
    const future = client.submit(add, 100, 1);
    const other = client.submit(add, 100, 1);
    future.release();
    const error = await failureOf(future.result());
    expect(error).to.be.instanceOf(CancelledError);
    expect(error.key).to.equal(future.key);
    expect(future.status).to.equal("cancelled");
    expect(await failureOf(client.gather([future]))).to.be.instanceOf(CancelledError);
    expect(() => client.submit(add, future, 1)).to.throw(CancelledError, future.key);
    expect(await other).to.equal(101);
  });

  it("come from `using` a future no longer than its block", async () => {
    let kept: PromiseLike<number>;
    {
      using future = client.submit(add, 100, 2);
      expect(await future).to.equal(102);
      kept = future;
    }
    expect(await failureOf(kept)).to.be.instanceOf(CancelledError);
  });

  it("are ClosedErrors once the client is closed", async () => {
    await using gate = await Gate.build();
    const other = await shared.join();
    const pending = other.submit(passGate, gate.port, "never");
    const finished = other.submit(add, 100, 3);
    await finished;
    const waiting = failureOf(pending);
    const watching = new Promise((resolve) =>
      finished.status$.subscribe({ complete: () => resolve("over") }),
    );
    await gate.arrived();
    await other.close();
    expect(await waiting).to.be.instanceOf(ClosedError);
    expect(await failureOf(pending.result())).to.be.instanceOf(ClosedError);
    expect(await failureOf(finished.result())).to.be.instanceOf(ClosedError);
    expect(await watching).to.equal("over");
    expect(() => other.submit(add, 1, 1)).to.throw(ClosedError);
    expect(() => other.map(add, [1], [1])).to.throw(ClosedError);
    expect(await failureOf(other.gather([finished]))).to.be.instanceOf(ClosedError);
    expect(await failureOf(other.waitForWorkers(9))).to.be.instanceOf(ClosedError);
    expect(String(other)).to.equal("<Client: closed>");
    await other.close();
  });

  it("of a wait name what was waited for, and for how long", async () => {
    const error = await failureOf(client.waitForWorkers(9, { timeout: 1 }));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error.message).to.include("9 workers").and.to.include("1 ms");
  });
});
