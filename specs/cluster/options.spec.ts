import { expect } from "chai";
import { Client, LocalCluster, SerializationError } from "troupe";
import { describeOn } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";

type Wrong = readonly [options: object, words: readonly string[]];

/** Options that are none, or have a value of another type, with what the error says. */
const LOCAL: readonly Wrong[] = [
  [{ worker: 2 }, ['"worker"', "workers"]],
  [{ workers: -1 }, ['"workers"', "-1", "whole number"]],
  [{ workers: 1.5 }, ['"workers"', "1.5"]],
  [{ workers: "2" }, ['"workers"', '"2"']],
  [{ threads: 0 }, ['"threads"', "whole number from 1"]],
  [{ bus: "pigeon" }, ['"bus"', '"pigeon"', '"memory"']],
  [{ memoryLimit: -5 }, ['"memoryLimit"', "bytes"]],
  [{ dashboard: true }, ['"dashboard"', "port"]],
  [{ dashboard: 65_536 }, ['"dashboard"', "65536", "65535"]],
];

const CONNECT: readonly Wrong[] = [
  [{ server: "nats://127.0.0.1" }, ['"server"', "servers"]],
  [{ servers: 4222 }, ['"servers"', "URL"]],
  [{ servers: [] }, ['"servers"', "URL"]],
  [{ cluster: "a.b" }, ['"cluster"', '"a.b"']],
  [{ cluster: "" }, ['"cluster"']],
  [{ name: 7 }, ['"name"', "7"]],
  [{ timeout: "soon" }, ['"timeout"', '"soon"']],
  [{ timeout: Number.NaN }, ['"timeout"', "NaN"]],
  [{ tls: true }, ['"tls"', "object"]],
  [{ credentials: {} }, ['"credentials"']],
];

const SUBMIT: readonly Wrong[] = [
  [{ prio: 1 }, ['"prio"', "priority"]],
  [{ key: 7 }, ['"key"', "7"]],
  [{ key: "" }, ['"key"']],
  [{ key: "two words" }, ['"key"', '"two words"']],
  [{ pure: "no" }, ['"pure"', "true or false"]],
  [{ priority: Number.NaN }, ['"priority"', "NaN"]],
  [{ retries: -1 }, ['"retries"', "-1"]],
  [{ retries: 0.5 }, ['"retries"', "0.5"]],
  [{ timeout: 0 }, ['"timeout"', "above 0"]],
  [{ timeout: "1s" }, ['"timeout"', '"1s"']],
  [{ name: "a b" }, ['"name"', '"a b"']],
  [{ workers: [] }, ['"workers"', "at least one", "[]"]],
  [{ workers: "worker-1" }, ['"workers"', "list", '"worker-1"']],
  [{ workers: ["worker-1", 2] }, ['"workers"', "2"]],
  [{ allowOtherWorkers: 1 }, ['"allowOtherWorkers"', "true or false"]],
  [{ resources: "gpu" }, ['"resources"', '"gpu"']],
  [{ resources: ["gpu"] }, ['"resources"', "gpu"]],
  [{ resources: { gpu: -1 } }, ['"resources"', "from 0", "{ gpu: -1 }"]],
  [{ resources: { gpu: "1" } }, ['"resources"', "{ gpu: '1' }"]],
  [{ resources: { gpu: Number.NaN } }, ['"resources"', "NaN"]],
  [{ resources: null }, ['"resources"', "null"]],
];

function expectTypeError(error: unknown, words: readonly string[]): void {
  expect(error).to.be.instanceOf(TypeError);
  for (const word of words) expect((error as Error).message).to.include(word);
}

describe("options that cannot be", () => {
  for (const [options, words] of LOCAL) {
    it(`are refused by Client.local and LocalCluster.start: ${JSON.stringify(options)}`, async () => {
      expectTypeError(await failureOf(Client.local(options)), words);
      expectTypeError(await failureOf(LocalCluster.start(options)), words);
    });
  }

  for (const [options, words] of CONNECT) {
    it(`are refused by Client.connect: ${JSON.stringify(options)}`, async () => {
      expectTypeError(await failureOf(Client.connect(options as object)), words);
    });
  }

  it("are refused by Client.connect where they are no options at all", async () => {
    for (const wrong of [7, true, null, [], [7]]) {
      expect((await failureOf(Client.connect(wrong as never))).name).to.equal("TypeError");
    }
  });
});

describeOn("memory", "options of a client that cannot be", { workers: 0 }, (shared) => {
  for (const [options, words] of SUBMIT) {
    it(`are refused by options: ${JSON.stringify(options)}`, () => {
      try {
        shared.client.options(options);
      } catch (error) {
        return expectTypeError(error, words);
      }
      throw new Error("Nothing was thrown.");
    });
  }

  it("are refused by gather, result, cancel and waitForWorkers", async () => {
    const { client } = shared;
    const future = client.submit((x: number) => x, 1);
    expectTypeError(await failureOf(future.result({ timeout: "soon" } as never)), ['"timeout"', '"soon"']);
    expectTypeError(await failureOf(future.result({ timeout: Number.POSITIVE_INFINITY })), ["Infinity"]);
    expectTypeError(await failureOf(future.result({ errors: "skip" } as never)), ['"errors"']);
    expectTypeError(await failureOf(client.gather([], { errors: "ignore" } as never)), [
      '"errors"',
      '"ignore"',
    ]);
    expectTypeError(await failureOf(client.gather([], null as never)), ["null"]);
    expectTypeError(await failureOf(client.waitForWorkers(1, { timeout: -1 })), ['"timeout"', "-1"]);
    expectTypeError(await failureOf(client.waitForWorkers("two" as never)), ["two"]);
    expectTypeError(await failureOf(client.waitForWorkers(undefined as never)), ['"count"']);
    expectTypeError(await failureOf(future.cancel({ force: 1 } as never)), ['"force"']);
  });

  it("are keys that none can be, which the cluster is not told of", async () => {
    const { client } = shared;
    for (const wrong of [7, undefined, null, "", "two words"])
      expect(() => client.future(wrong as never)).to.throw(TypeError, '"key"');
    await client.delivered();
    expect(String(client)).to.not.include("closed");
  });

  it("are shown in part where they are long", () => {
    expect(() => shared.client.options({ key: "k".repeat(100_000) }))
      .to.throw(TypeError, '"kkk')
      .with.property("message")
      .that.has.length.below(250);
  });

  it("are callbacks that are no functions", () => {
    const future = shared.client.submit((x: number) => x, 3);
    expect(() => future.addDoneCallback("later" as never)).to.throw(TypeError, "not string");
  });

  it("are shapes that are part of themselves, for gather", async () => {
    const cyclic: unknown[] = [shared.client.submit((x: number) => x, 1)];
    cyclic.push({ cyclic });
    const error = await failureOf(shared.client.gather(cyclic));
    expect(error).to.be.instanceOf(SerializationError).with.property("message").that.includes("cycle");
  });

  it("are iterables without an end for map, which submits nothing of them then", async () => {
    let ended = false;
    function* forever() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended = true;
      }
    }
    expect(() => shared.client.map((x: number) => x, forever())).to.throw(RangeError, "10000000 items");
    expect(ended).to.equal(true);
  });

  it("leave the client as it was", async () => {
    expect(() => shared.client.options({ retries: -1 })).to.throw(TypeError);
    const future = shared.client.submit((x: number) => x, 2);
    expect(future.status).to.equal("pending");
  });
});
