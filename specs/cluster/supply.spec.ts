import { EventEmitter, once } from "node:events";
import { expect } from "chai";
import { ResultStore } from "../../src/cluster/result-store.ts";
import { Supply } from "../../src/cluster/supply.ts";

const filled = (size: number, value: number) => new Uint8Array(size).fill(value);
const noExecutor = (): never => {
  throw new Error("Nothing is to be executed.");
};

describe("a supply of results", () => {
  const news = new EventEmitter();
  const store = new ResultStore({
    limit: 1000,
    full: (full) => news.emit(full ? "full" : "room"),
    log: () => {},
  });
  const supply = new Supply(store, noExecutor, {
    returned: () => {},
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
    expect(await store.get("k1")).to.deep.equal(filled(300, 1));
    expect(await store.get("c1")).to.deep.equal(filled(300, 1));
  });

  it("says that there is no copy of what cannot be read any more, or is not there", async () => {
    await store.close();
    const spilled = ["k1", "k2", "k3", "k4"].find((key) => store.get(key) instanceof Promise) ?? "";
    const [unread] = await Promise.all([once(news, "mislaid"), supply.copy(spilled, "d1")]);
    expect(unread).to.deep.equal(["d1"]);
    const [absent] = await Promise.all([once(news, "mislaid"), supply.copy("nothing", "d2")]);
    expect(absent).to.deep.equal(["d2"]);
  });
});
