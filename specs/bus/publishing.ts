import { expect } from "chai";
import { ProtocolError } from "../../src/protocol/errors.ts";
import type { Pair } from "./pair.ts";
import { bytes, failureOf, Recorder } from "./recorder.ts";

/** Ms that nothing here waits for, unless it hangs. */
const LONG = 20_000;

/** How messages go from one bus to others. */
export function publishing(buses: Pair): void {
  describe("publishing", () => {
    it("delivers what one sender says in its order", async () => {
      const recorder = await Recorder.on(buses.bob, "numbers");
      const sent = Array.from({ length: 5000 }, (_, at) => String(at));
      for (const number of sent) buses.alice.publish("numbers", bytes(number));
      expect(await recorder.until("4999")).to.deep.equal(sent);
    });

    it("delivers to each who listens, the sender too, and to nobody else", async () => {
      const recorders = await Promise.all(
        [buses.alice, buses.bob, buses.bob].map((bus) => Recorder.on(bus, "news.today")),
      );
      const elsewhere = await Recorder.on(buses.bob, "news.today.late");
      buses.alice.publish("news.today", bytes("all"));
      buses.alice.publish("news.today.late", bytes("few"));
      for (const recorder of recorders) expect(await recorder.until("all")).to.deep.equal(["all"]);
      expect(await elsewhere.until("few")).to.deep.equal(["few"]);
    });

    it("lets * stand for one token and > for one or more", async () => {
      const one = await Recorder.on(buses.bob, "a.*.c", true);
      const rest = await Recorder.on(buses.bob, "a.>", true);
      for (const subject of ["a", "a.b", "a.b.c", "a.x.c", "a.b.c.d", "b.b.c", "a.end.c"]) {
        buses.alice.publish(subject, bytes("!"));
      }
      expect(await one.until("a.end.c: !")).to.deep.equal(["a.b.c: !", "a.x.c: !", "a.end.c: !"]);
      expect(await rest.until("a.end.c: !")).to.deep.equal(
        ["a.b", "a.b.c", "a.x.c", "a.b.c.d", "a.end.c"].map((subject) => `${subject}: !`),
      );
    });

    it("carries messages of no bytes, and of as many as one may have", async () => {
      const heard: Uint8Array[] = [];
      const done = new Promise<void>((resolve) => {
        buses.bob.subscribe("sizes", (message) => void (heard.push(message) === 2 && resolve()));
      });
      await buses.bob.flush();
      const big = Uint8Array.from({ length: buses.alice.maxPayload }, (_, at) => (at * 31) ^ (at >> 8));
      buses.alice.publish("sizes", new Uint8Array());
      buses.alice.publish("sizes", big);
      await done;
      expect(heard[0]).to.have.length(0);
      expect(Buffer.compare(heard[1] ?? new Uint8Array(), big)).to.equal(0);
    });

    it("carries a view of larger memory, and leaves the sender's bytes usable", async () => {
      const recorder = await Recorder.on(buses.bob, "views");
      const memory = bytes("one two three").subarray(4, 7);
      const large = new Uint8Array(100_000).fill(97);
      buses.alice.publish("views", memory);
      buses.alice.publish("views", large);
      buses.alice.publish("views", large);
      buses.alice.publish("views", memory);
      buses.alice.publish("views", bytes("end"));
      const long = "a".repeat(100_000);
      expect(await recorder.until("end")).to.deep.equal(["two", long, long, "two", "end"]);
    });

    it("gives receivers a bare Uint8Array", async () => {
      const kind = new Promise<unknown>((resolve) => {
        buses.bob.subscribe("kinds", (message) => resolve(Object.getPrototypeOf(message)));
      });
      await buses.bob.flush();
      buses.alice.publish("kinds", new Uint8Array(3));
      expect(await kind).to.equal(Uint8Array.prototype);
    });

    it("refuses more bytes than one message may have, and goes on", async () => {
      const recorder = await Recorder.on(buses.bob, "sizes");
      const tooMany = new Uint8Array(buses.alice.maxPayload + 1);
      expect(() => buses.alice.publish("sizes", tooMany)).to.throw(
        ProtocolError,
        String(buses.alice.maxPayload),
      );
      expect(await failureOf(buses.alice.request("sizes", tooMany, LONG))).to.be.instanceOf(ProtocolError);
      buses.alice.publish("sizes", bytes("fits"));
      expect(await recorder.until("fits")).to.deep.equal(["fits"]);
    });

    it("refuses subjects that are none", () => {
      for (const subject of ["", "a b", "a\r\nb"]) {
        expect(() => buses.alice.publish(subject, bytes("x"))).to.throw(ProtocolError, "subject");
      }
      for (const pattern of ["", "a b", "a..b", ".a", "a.", ">.a", "a.>.b"]) {
        expect(() => buses.alice.subscribe(pattern, () => undefined)).to.throw(ProtocolError, "subject");
      }
    });
  });

  describe("subscriptions", () => {
    it("end at once", async () => {
      const recorder = await Recorder.on(buses.bob, "burst");
      const first = buses.bob.subscribe("burst", () => first.unsubscribe());
      let more = 0;
      const second = buses.bob.subscribe("burst", () => {
        more += 1;
        second.unsubscribe();
      });
      await buses.bob.flush();
      for (let at = 0; at < 100; at += 1) buses.alice.publish("burst", bytes(String(at)));
      await recorder.until("99");
      expect(more).to.equal(1);
      expect(recorder.heard).to.have.length(100);
    });

    it("may end twice, and others of the same subject stay", async () => {
      const [ended, stays] = [await Recorder.on(buses.bob, "same"), await Recorder.on(buses.bob, "same")];
      ended.subscription.unsubscribe();
      ended.subscription.unsubscribe();
      await buses.bob.flush();
      buses.alice.publish("same", bytes("here"));
      expect(await stays.until("here")).to.deep.equal(["here"]);
      expect(ended.heard).to.deep.equal([]);
    });

    it("live on when a receiver refuses a message as no part of the protocol", async () => {
      const recorder = await Recorder.on(buses.bob, "garbage");
      buses.bob.subscribe("garbage", () => {
        throw new ProtocolError("not a message");
      });
      await buses.bob.flush();
      buses.alice.publish("garbage", bytes("one"));
      buses.alice.publish("garbage", bytes("two"));
      expect(await recorder.until("two")).to.deep.equal(["one", "two"]);
    });
  });
}
