import { EventEmitter, once } from "node:events";
import { expect } from "chai";
import { ResultStore } from "../../src/cluster/result-store.ts";
import { Supply } from "../../src/cluster/supply.ts";
import type { Assignment, Executor } from "../../src/executor/executor.ts";

const filled = (size: number, value: number) => new Uint8Array(size).fill(value);
const run = (...kept: string[]) =>
  ({
    type: "execute",
    key: "t",
    run: 1,
    codes: [],
    args: filled(1, 0),
    inline: [],
    kept,
    attempt: 1,
    timeout: 0,
    place: "slot",
    chain: [],
  }) as const;

describe("a supply of results", () => {
  const news = new EventEmitter();
  const store = new ResultStore({
    limit: 1000,
    full: (full) => news.emit(full ? "full" : "room"),
    log: () => {},
  });
  const executor = {
    execute: (assignment: Assignment) => news.emit("run", assignment),
  } as Partial<Executor> as Executor;
  const supply = new Supply(store, () => executor, {
    returned: (key) => news.emit("returned", key),
    mislaid: (key) => news.emit("mislaid", key),
  });

  it("keeps under another key what is in memory, and what is on disk", async () => {
    const room = once(news, "room");
    for (const i of [1, 2, 3, 4]) store.put(`k${i}`, filled(300, i));
    await room;
    supply.copy("k4", "c4");
    expect(store.get("c4")).to.deep.equal(filled(300, 4));
    expect(store.get("k1")).to.be.instanceOf(Promise);
    supply.copy("k1", "c1");
    const handed = once(news, "run");
    supply.execute(run("c1", "k4"));
    const [{ values }] = await handed;
    expect(values.get("c1")).to.deep.equal(filled(300, 1));
    expect(values.get("k4")).to.deep.equal(filled(300, 4));
    expect(await store.get("k1")).to.deep.equal(filled(300, 1));
  });

  it("says what cannot be read any more, or is not there to be copied, and takes back what needs it", async () => {
    store.put("large", filled(5000, 5));
    await once(news, "room");
    await store.close();
    supply.copy("large", "d1");
    const lost = Promise.all([once(news, "mislaid"), once(news, "returned")]);
    supply.execute(run("d1"));
    expect(await lost).to.deep.equal([["d1"], ["t"]]);
    const [absent] = await Promise.all([once(news, "mislaid"), supply.copy("nothing", "d2")]);
    expect(absent).to.deep.equal(["d2"]);
  });
});
