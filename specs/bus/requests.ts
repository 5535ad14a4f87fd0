import { expect } from "chai";
import { ConnectionError, ProtocolError, TimeoutError } from "../../src/protocol/errors.ts";
import type { Pair } from "./pair.ts";
import { bytes, failureOf, text } from "./recorder.ts";

/** Ms that nothing here waits for, unless it hangs. */
const LONG = 20_000;

/** How requests find their replies. */
export function requests(buses: Pair): void {
  describe("requests", () => {
    it("get their reply", async () => {
      buses.bob.subscribe("shout", (message, _, respond) => respond?.(bytes(text(message).toUpperCase())));
      await buses.bob.flush();
      expect(text(await buses.alice.request("shout", bytes("hello"), LONG))).to.equal("HELLO");
    });

    it("get each their own by the thousand, whatever the order of the replies", async () => {
      const waiting: (() => void)[] = [];
      buses.bob.subscribe("twice", (message, _, respond) => {
        waiting.push(() => respond?.(bytes(String(2 * Number(text(message))))));
        if (waiting.length === 5000) for (const answer of waiting.reverse()) answer();
      });
      await buses.bob.flush();
      const asked = Array.from({ length: 5000 }, (_, at) => at);
      const replies = await Promise.all(
        asked.map((at) => buses.alice.request("twice", bytes(String(at)), LONG)),
      );
      expect(replies.map((reply) => Number(text(reply)))).to.deep.equal(asked.map((at) => 2 * at));
    });

    it("get the first reply where there are several", async () => {
      buses.bob.subscribe("often", (_message, _subject, respond) => {
        respond?.(bytes("first"));
        respond?.(bytes("second"));
      });
      await buses.bob.flush();
      expect(text(await buses.alice.request("often", bytes(""), LONG))).to.equal("first");
      expect(text(await buses.alice.request("often", bytes(""), LONG))).to.equal("first");
    });

    it("take a reply of no bytes for a reply", async () => {
      buses.bob.subscribe("quiet", (_message, _subject, respond) => respond?.(new Uint8Array()));
      await buses.bob.flush();
      expect(await buses.alice.request("quiet", bytes("?"), LONG)).to.have.length(0);
    });

    it("fail at once where nobody listens", async () => {
      const error = await failureOf(buses.alice.request("nobody.here", bytes("?"), LONG));
      expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes("nobody.here");
    });

    it("time out where nobody answers, and a reply that comes late harms nothing", async () => {
      const late: (() => void)[] = [];
      buses.bob.subscribe("slow", (message, _, respond) => {
        if (text(message) === "now") respond?.(bytes("at once"));
        else late.push(() => respond?.(bytes("late")));
      });
      await buses.bob.flush();
      const errors = await Promise.all(
        [30, 1, 15].map((ms) => failureOf(buses.alice.request("slow", bytes("?"), ms))),
      );
      for (const error of errors) expect(error).to.be.instanceOf(TimeoutError);
      for (const answer of late) answer();
      expect(text(await buses.alice.request("slow", bytes("now"), LONG))).to.equal("at once");
    });

    it("are told from messages that want no reply", async () => {
      const wanted: boolean[] = [];
      buses.bob.subscribe("either", (_message, _subject, respond) => {
        wanted.push(respond !== undefined);
        respond?.(bytes("yes"));
      });
      await buses.bob.flush();
      buses.alice.publish("either", bytes("message"));
      await buses.alice.request("either", bytes("request"), LONG);
      expect(wanted).to.deep.equal([false, true]);
    });

    it("cannot be answered with more bytes than one message may have", async () => {
      buses.bob.subscribe("large", (_message, _subject, respond) => {
        expect(() => respond?.(new Uint8Array(buses.bob.maxPayload + 1))).to.throw(ProtocolError);
        respond?.(bytes("small"));
      });
      await buses.bob.flush();
      expect(text(await buses.alice.request("large", bytes("?"), LONG))).to.equal("small");
    });
  });
}
