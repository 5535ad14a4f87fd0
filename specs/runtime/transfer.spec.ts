import { expect } from "chai";
import type { Bus } from "../../src/bus/bus.ts";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import { ConnectionError, LostError, TimeoutError } from "../../src/protocol/errors.ts";
import { dataRequests, dataSubject } from "../../src/protocol/subjects.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Fetcher, serveData } from "../../src/runtime/transfer.ts";
import { SimulatedClock } from "../simulation/clock.ts";

const MB = 1 << 20;

function value(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31) % 251;
  return bytes;
}

/** Workers that hand out what they hold, on one bus. */
class Market {
  readonly broker = new MemoryBroker();
  readonly bus: Bus = this.broker.connect();
  readonly clock = new SimulatedClock();
  readonly fetcher = new Fetcher(this.bus, this.clock, "test", "client.me");
  /** Who was asked for which key, in order. */
  readonly asked: string[] = [];

  /** A worker that holds these values. */
  worker(address: string, values: Readonly<Record<string, Uint8Array>>): this {
    serveData(this.broker.connect(), "test", address, (key, offset, length) => {
      this.asked.push(`${address} ${key}`);
      return values[key]?.subarray(offset, offset + length);
    });
    return this;
  }

  get(key: string, size: number, ...holders: readonly string[]): Promise<Uint8Array> {
    return this.fetcher.fetch(key, size, holders);
  }
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("It was expected to fail."),
    (error: unknown) => error,
  );
}

describe("the transfer of a value", () => {
  for (const size of [1, 1000, MB / 2, MB / 2 + 1, MB, 10 * MB + 17]) {
    it(`brings ${size} bytes as they are`, async () => {
      const market = new Market().worker("worker.a", { k: value(size) });
      expect(Buffer.compare(await market.get("k", size, "worker.a"), value(size))).to.equal(0);
      expect(market.asked).to.have.length(Math.ceil(size / (MB / 2)));
    });
  }

  it("asks nobody for an empty one", async () => {
    const market = new Market().worker("worker.a", {});
    expect(await market.get("k", 0, "worker.a")).to.deep.equal(new Uint8Array());
    expect(market.asked).to.deep.equal([]);
  });

  it("has a few parts under way at a time", async () => {
    const market = new Market();
    let underWay = 0;
    let most = 0;
    const source = value(20 * MB);
    serveData(market.broker.connect(), "test", "worker.a", (_key, offset, length) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => underWay--);
      return source.subarray(offset, offset + length);
    });
    await market.get("k", 20 * MB, "worker.a");
    expect(most).to.be.within(2, 12);
  });

  it("has a bounded number of bytes and requests under way from one holder, and all holders busy at once", async () => {
    const market = new Market();
    const underWay = new Map<string, number>();
    let most = 0;
    let holders = 0;
    const source = new Uint8Array(MB);
    for (const name of ["worker.a", "worker.b", "worker.c"]) {
      serveData(market.broker.connect(), "test", name, (_key, offset, length) => {
        underWay.set(name, (underWay.get(name) ?? 0) + 1);
        most = Math.max(most, ...underWay.values());
        holders = Math.max(holders, [...underWay.values()].filter((count) => count > 0).length);
        setImmediate(() => underWay.set(name, (underWay.get(name) ?? 0) - 1));
        return source.subarray(offset, offset + length);
      });
    }
    const from = (i: number) => `worker.${"abc"[i % 3]}`;
    await Promise.all(Array.from({ length: 30 }, (_, i) => market.get(`k${i}`, MB, from(i))));
    expect([most <= 8, holders]).to.deep.equal([true, 3]);
    most = 0;
    await Promise.all(Array.from({ length: 3000 }, (_, i) => market.get(`s${i}`, 10, from(i))));
    expect(most).to.be.within(2, 128);
  });

  it("goes on to the next holder where one is gone, does not have it, or has another", async () => {
    const market = new Market().worker("worker.b", {}).worker("worker.c", { k: value(999) });
    market.worker("worker.d", { k: value(1000) }).worker("worker.e", { k: value(1000) });
    const holders = ["worker.gone", "worker.b", "worker.c", "worker.d", "worker.e"];
    expect(await market.get("k", 1000, ...holders)).to.deep.equal(value(1000));
    expect(market.asked).to.deep.equal(["worker.b k", "worker.c k", "worker.d k"]);
  });

  it("asks a holder for nothing more once one part was not there", async () => {
    const market = new Market().worker("worker.b", { k: value(20 * MB) });
    let parts = 0;
    serveData(market.broker.connect(), "test", "worker.a", (_key, offset, length) =>
      ++parts === 3 ? undefined : value(20 * MB).subarray(offset, offset + length),
    );
    expect(await market.get("k", 20 * MB, "worker.a", "worker.b")).to.have.length(20 * MB);
    expect(parts).to.be.within(3, 12);
  });

  it("turns to the next holder at once when one is said to be gone, for parts that were not asked for, too", async () => {
    const market = new Market().worker("worker.b", { k: value(10 * MB), l: value(10) });
    const asked = new Promise<void>((resolve) => {
      serveData(market.broker.connect(), "test", "worker.a", () => {
        resolve();
        return new Promise(() => {});
      });
    });
    const large = market.get("k", 10 * MB, "worker.a", "worker.b");
    const small = market.get("l", 10, "worker.a", "worker.b");
    await asked;
    market.fetcher.forsake("worker.a");
    expect(await large).to.have.length(10 * MB);
    expect(await small).to.deep.equal(value(10));
    market.worker("worker.c", { m: value(10) }).fetcher.forsake("worker.c");
    expect(await market.get("m", 10, "worker.c")).to.deep.equal(value(10));
  });

  it("asks again for what was lost on the way, when nothing has come for a second", async () => {
    const market = new Market();
    const source = value(3 * MB);
    let answers = 0;
    const asked = new Promise<void>((resolve) => {
      serveData(market.broker.connect(), "test", "worker.a", (_key, offset, length) => {
        if (++answers === 6) resolve();
        return answers > 6 ? source.subarray(offset, offset + length) : new Promise(() => {});
      });
    });
    const coming = market.get("k", 3 * MB, "worker.a");
    await asked;
    market.clock.step();
    market.clock.step();
    expect(Buffer.compare(await coming, source)).to.equal(0);
    expect(answers).to.equal(12);
  });

  it("fails with a LostError where nobody has it", async () => {
    const market = new Market().worker("worker.a", {});
    for (const holders of [[], ["worker.a"]]) {
      const error = await failureOf(market.get("k", 10, ...holders));
      expect(error).to.be.instanceOf(LostError);
      expect(error).to.include({ key: "k", code: "LOST" });
    }
  });

  it("fails with a ConnectionError where nobody could be asked", async () => {
    const error = await failureOf(new Market().get("k", 10, "worker.gone", "worker.away"));
    expect(error).to.be.instanceOf(ConnectionError);
  });

  it("leaves requests that are none without an answer, and answers the next", async () => {
    const market = new Market().worker("worker.a", { k: value(10) });
    const subject = dataSubject("test", "worker.a", "client.me");
    const requests = [
      new Uint8Array(),
      new Uint8Array([0xc1]),
      encodeBatch([]),
      encodeBatch(["k", 0]),
      encodeBatch([1, 0, 10]),
      encodeBatch(["k", -1, 10]),
      encodeBatch(["k", 0, 0]),
      encodeBatch(["k", Number.NaN, 10]),
    ];
    const answers = requests.map((request) => failureOf(market.bus.request(subject, request, 20)));
    for (const error of await Promise.all(answers)) expect(error).to.be.instanceOf(TimeoutError);
    market.bus.publish(subject, encodeBatch(["k", 0, 10]));
    expect(await market.get("k", 10, "worker.a")).to.deep.equal(value(10));
    expect(market.asked).to.deep.equal(["worker.a k"]);
  });

  it("gives out no more than there is", async () => {
    const market = new Market().worker("worker.a", { k: value(10) });
    const subject = dataSubject("test", "worker.a", "client.me");
    const ask = (offset: number, length: number) =>
      market.bus.request(subject, encodeBatch(["k", offset, length]), 1000);
    expect(await ask(8, 100)).to.deep.equal(value(10).subarray(8));
    expect(await ask(100, 10)).to.deep.equal(new Uint8Array());
  });

  it("ends with the subscription", async () => {
    const broker = new MemoryBroker();
    const subscription = serveData(broker.connect(), "test", "worker.a", () => value(10));
    subscription.unsubscribe();
    const error = await failureOf(
      new Fetcher(broker.connect(), systemClock, "test", "client.me").fetch("k", 10, ["worker.a"]),
    );
    expect(error).to.be.instanceOf(ConnectionError);
    expect(dataRequests("test", "worker.a")).to.equal("troupe.test.data.worker.a.>");
  });

  it("answers nobody who asks for what cannot be, or for more than an answer may carry", async () => {
    const market = new Market();
    const asked: number[] = [];
    serveData(market.broker.connect(), "test", "worker.a", async (_key, _offset, length) => {
      asked.push(length);
      return new Uint8Array(length);
    });
    const subject = dataSubject("test", "worker.a", "client.bad");
    const requests = [
      ["k", 0, 2 * MB],
      ["k", 0, Number.POSITIVE_INFINITY],
      ["k", 0.5, 1],
      ["k", Number.NaN, 1],
      ["k", -1, 1],
      ["k", 0, 0],
      [1, 0, 1],
      ["k"],
    ];
    for (const request of requests) {
      const answer = market.bus.request(subject, encodeBatch(request), 20);
      expect(await failureOf(answer), String(request)).to.be.instanceOf(TimeoutError);
    }
    expect(await market.bus.request(subject, encodeBatch(["k", 0, MB]), 1000)).to.have.length(MB);
    expect(asked).to.deep.equal([MB]);
  });
});
