import { expect } from "chai";
import type { Use } from "../../src/protocol/coordination.ts";
import { StoreFullError } from "../../src/store/log.ts";
import { acquire, EPOCH, get, House, put, size } from "../support/house.ts";
import { HandLog, settle } from "../support/logs.ts";

/** An item that takes half a megabyte. */
const large: Use = ["queue", "q", null, ["put", [new Uint8Array(1 << 19), []]]];

describe("a coordinator with a log", () => {
  let log: HandLog;
  let house: House;
  beforeEach(async () => {
    log = new HandLog();
    house = await House.open(log);
  });

  /** Stores all, and has another go on from there. */
  async function succeed(epoch = EPOCH + 1): Promise<void> {
    await log.store();
    house.coordinator.close();
    house = await House.open(log, epoch);
  }

  describe("answers", () => {
    it("when what happened is stored, in order", async () => {
      house.use("a", 1, put("x"));
      house.use("b", 1, get);
      await settle();
      expect([log.pending, house.replies]).to.deep.equal([1, []]);
      house.use("b", 2, acquire("l"));
      await log.store();
      expect(house.replies).to.deep.equal(["a1 done", "b1 items", "b2 granted"]);
    });

    it("who only looks no sooner than what can be seen is stored, and at once where all is", async () => {
      house.use("b", 1, size);
      expect(house.replies).to.deep.equal(["b1 size"]);
      house.use("a", 1, put("x"));
      house.use("b", 2, size);
      await settle();
      house.use("b", 3, size);
      expect(house.replies).to.deep.equal([]);
      await log.store();
      expect(house.replies).to.deep.equal(["a1 done", "b2 size", "b3 size"]);
      expect(log.entries).to.have.lengthOf(1);
      house.use("b", 4, ["event", "e", null, ["isSet"]]);
      house.use("b", 5, size);
      expect(house.replies).to.deep.equal(["b4 flag", "b5 size"]);
    });

    it("nobody where another writes, and says so once", async () => {
      house.use("a", 1, put("x"));
      const error = new Error("Another writes.");
      await log.fail(error);
      house.use("a", 2, put("y"));
      house.use("a", 3, size);
      await settle();
      expect([house.replies, house.failures]).to.deep.equal([[], [error]]);
    });

    it("that it is not done, where there is no room, and how there will be", async () => {
      house.use("b", 1, get);
      await log.store();
      house.use("a", 1, put("x"));
      await log.fail(new StoreFullError("Give it room."));
      house.use("a", 2, put("y"));
      const answers = house.answers;
      expect(answers.map(([to]) => to)).to.deep.equal(["a1", "a2"]);
      for (const [, reply] of answers)
        expect(reply).to.deep.equal([
          "declined",
          "TROUPE",
          "It was not done, and cannot be stored. Give it room.",
        ]);
      expect(house.failures).to.have.lengthOf(1);
      log.failure = null;
      await succeed();
      house.use("a", 3, put("z"));
      await log.store();
      expect(house.replies).to.deep.equal(["a3 done", "b1 items"]);
    });
  });

  describe("keeps its log short:", () => {
    it("a snapshot stands for what was before, and nothing is lost meanwhile", async () => {
      for (let number = 1; number <= 9; number++) {
        house.use("a", number, large);
        await log.store();
      }
      expect(log.snapshot).to.be.instanceOf(Uint8Array);
      expect(log.entries.length).to.be.below(6);
      await succeed();
      house.use("b", 1, size);
      expect(house.answers).to.deep.equal([["b1", ["size", 9]]]);
    });

    it("what happens while a snapshot is written comes after it", async () => {
      for (let number = 1; number <= 50; number++) house.use("a", number, large);
      for (let number = 51; number <= 54; number++) {
        // So long that what is to happen at the end of the turn does.
        await Promise.resolve();
        house.use("a", number, put("x"));
      }
      await log.store();
      expect(house.replies).to.have.lengthOf(54);
      expect(log.snapshot).to.be.instanceOf(Uint8Array);
      expect(log.entries).to.have.lengthOf(1);
      await succeed();
      house.use("b", 1, ["queue", "q", null, ["get", null]]);
      await log.store();
      const [[, reply] = []] = house.answers;
      const letters = reply?.[0] === "items" ? reply[1].map(([bytes]) => bytes.length) : [];
      expect(letters).to.deep.equal([...Array<number>(50).fill(1 << 19), 1, 1, 1, 1]);
    });

    it("no more of it than what is there now and a little", async () => {
      for (let number = 1; number <= 40; number += 2) {
        house.use("a", number, large);
        house.use("a", number + 1, get);
        house.say("a", ["settled", number + 2, []]);
        await log.store();
      }
      expect(log.entries.length).to.be.below(5);
      expect(log.snapshot?.byteLength).to.be.below(1 << 20);
    });
  });
});
