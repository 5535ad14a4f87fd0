import { readdirSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect } from "chai";
import fc from "fast-check";
import { type Extent, Extents } from "../../src/cluster/extents.ts";
import { ResultStore } from "../../src/cluster/result-store.ts";

const filled = (size: number, value: number) => new Uint8Array(size).fill(value);

/** A store with a limit of 1000 bytes, and what it says. */
class Room {
  readonly said: string[] = [];
  readonly store = new ResultStore({
    limit: 1000,
    full: (full) => this.#say(full ? "full" : "room"),
    log: ({ msg }) => this.#say(msg),
  });
  #heard = () => {};

  /** Resolves when the store has said that there is room again. */
  async room(): Promise<void> {
    while (this.said.at(-1) === "full") {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  #say(text: string): void {
    this.said.push(text);
    this.#heard();
  }
}

describe("a store of results", () => {
  const rooms: Room[] = [];
  const open = (): Room => {
    const room = new Room();
    rooms.push(room);
    return room;
  };
  after(async () => {
    for (const { store } of rooms) await store.close();
  });

  it("has small results at hand", () => {
    const { store, said } = open();
    store.put("a", filled(100, 1));
    expect(store.get("a")).to.deep.equal(filled(100, 1));
    expect(store.read("a", 90, 100)).to.deep.equal(filled(10, 1));
    expect([store.get("b"), store.read("b", 0, 1)]).to.deep.equal([undefined, undefined]);
    expect(said).to.deep.equal([]);
  });

  it("writes those used longest ago to disk, and reads them back, whole or in part", async () => {
    const room = open();
    for (const i of [1, 2, 3, 4]) room.store.put(`k${i}`, filled(300, i));
    await room.room();
    expect(room.said).to.deep.equal(["full", "room"]);
    expect([room.store.bytes, room.store.size]).to.deep.equal([600, 4]);
    expect(room.store.get("k4")).to.deep.equal(filled(300, 4));
    expect(await room.store.read("k2", 290, 100)).to.deep.equal(filled(10, 2));
    expect(room.store.bytes).to.equal(600);
    expect(room.store.get("k1")).to.be.instanceOf(Promise);
    expect(await room.store.get("k1")).to.deep.equal(filled(300, 1));
  });

  it("takes what is larger than its limit", async () => {
    const room = open();
    room.store.put("a", filled(5000, 7));
    await room.room();
    expect(room.store.bytes).to.equal(0);
    expect(await room.store.get("a")).to.deep.equal(filled(5000, 7));
  });

  it("lets go of what is dropped, wherever it is and whatever is under way", async () => {
    const room = open();
    for (const i of [1, 2, 3, 4]) room.store.put(`k${i}`, filled(300, i));
    room.store.delete("k1");
    await room.room();
    const late = room.store.get("k2");
    for (const i of [2, 3, 4]) room.store.delete(`k${i}`);
    room.store.put("k5", filled(700, 5));
    room.store.put("k6", filled(700, 6));
    expect(await late).to.deep.equal(filled(300, 2));
    await room.room();
    expect(await room.store.get("k5")).to.deep.equal(filled(700, 5));
    expect(await room.store.get("k6")).to.deep.equal(filled(700, 6));
    for (const i of [5, 6]) room.store.delete(`k${i}`);
    expect([room.store.bytes, room.store.size]).to.deep.equal([0, 0]);
  });

  it("reads again what could not be read once", async () => {
    const room = open();
    room.store.put("a", filled(5000, 7));
    await room.room();
    await using file = await openFile("/dev/null");
    const files = Object.getPrototypeOf(file);
    const { read } = files;
    files.read = () => {
      files.read = read;
      return Promise.reject(new Error("EIO"));
    };
    const [first, second] = await Promise.allSettled([room.store.get("a"), room.store.get("a")]);
    expect([first.status, second.status]).to.deep.equal(["rejected", "rejected"]);
    expect(await room.store.get("a")).to.deep.equal(filled(5000, 7));
  });

  it("has a copy as soon as it is made, wherever the original is, and whatever becomes of that", async () => {
    const room = open();
    room.store.put("a", filled(5000, 7));
    const moving = room.store.copy("a", "early");
    await room.room();
    const loading = room.store.get("a");
    const late = room.store.copy("a", "late");
    expect([moving, late, room.store.copy("b", "c")]).to.deep.equal([true, true, false]);
    const whole = room.store.get("late");
    room.store.delete("a");
    room.store.put("next", filled(5000, 8));
    expect(await room.store.read("late", 4990, 100)).to.deep.equal(filled(10, 7));
    expect(await Promise.all([loading, whole])).to.deep.equal([filled(5000, 7), filled(5000, 7)]);
    await room.room();
    expect(await room.store.get("early")).to.deep.equal(filled(5000, 7));
    expect(await room.store.get("late")).to.deep.equal(filled(5000, 7));
    expect(await room.store.get("next")).to.deep.equal(filled(5000, 8));
    for (const key of ["early", "late", "next"]) room.store.delete(key);
    expect([room.store.bytes, room.store.spilled, room.store.size]).to.deep.equal([0, 0, 0]);
  });

  it("leaves nothing in the temporary folder, not even while it is in use", async () => {
    const mine = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`troupe-${process.pid}-`));
    const room = open();
    room.store.put("a", filled(5000, 1));
    await room.room();
    expect(mine()).to.deep.equal([]);
  });

  it("keeps in memory what cannot be written, says so once, and takes nothing more", async () => {
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = "/nowhere";
    try {
      const room = open();
      room.store.put("a", filled(700, 1));
      room.store.put("b", filled(700, 2));
      const failed = new Promise<void>((resolve) => {
        const look = () => (room.said.length > 1 ? resolve() : setImmediate(look));
        look();
      });
      await failed;
      expect(room.said[0]).to.equal("full");
      expect(room.said[1]).to.match(/^results cannot be written to disk: .*\/nowhere/);
      expect(room.store.get("a")).to.deep.equal(filled(700, 1));
      room.store.delete("a");
      room.store.delete("b");
      expect(room.said.slice(2)).to.deep.equal(["room"]);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });
});

describe("pieces of a file", () => {
  it("never overlap, and the file ends with the last of them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9 })), { maxLength: 80 }),
        (acts) => {
          const extents = new Extents();
          const used: Extent[] = [];
          for (const [take, n] of acts) {
            if (take) used.push(extents.take(n));
            else for (const extent of used.splice(n % Math.max(1, used.length), 1)) extents.free(extent);
            const sorted = used.toSorted((a, b) => a.offset - b.offset);
            sorted.reduce((end, { offset, size }) => {
              expect(offset).to.be.at.least(end);
              return offset + size;
            }, 0);
            const last = sorted.at(-1);
            expect(extents.end).to.equal(last === undefined ? 0 : last.offset + last.size);
          }
        },
      ),
    );
  });

  it("take the place of those that were freed", () => {
    const extents = new Extents();
    const [a, b, c] = [extents.take(10), extents.take(10), extents.take(10)];
    extents.free(a);
    extents.free(b);
    expect(extents.take(20)).to.deep.equal({ offset: 0, size: 20 });
    expect(c.offset).to.equal(20);
  });
});
