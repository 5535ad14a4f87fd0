import { expect } from "chai";
import type { BusStatus } from "../../src/bus/bus.ts";
import { ClosedError, ConnectionError, TimeoutError } from "../../src/protocol/errors.ts";
import type { Pair } from "./pair.ts";
import { bytes, failureOf, Recorder } from "./recorder.ts";

/** Ms that nothing here waits for, unless it hangs. */
const LONG = 20_000;

/** What closing a bus does. */
export function closing(buses: Pair): void {
  describe("closing", () => {
    it("is told to those who listen to the status, once", async () => {
      const heard: BusStatus[] = [];
      const unheard: BusStatus[] = [];
      buses.alice.onStatus((status) => heard.push(status));
      buses.alice.onStatus((status) => unheard.push(status))();
      expect(buses.alice.status).to.equal("connected");
      await buses.alice.close();
      await buses.alice.close();
      expect(buses.alice.status).to.equal("closed");
      expect(heard).to.deep.equal(["closed"]);
      expect(unheard).to.deep.equal([]);
    });

    it("ends all use with a ClosedError", async () => {
      await buses.alice.close();
      expect(() => buses.alice.publish("a", bytes("x"))).to.throw(ClosedError);
      expect(() => buses.alice.subscribe("a", () => undefined)).to.throw(ClosedError);
      expect(await failureOf(buses.alice.request("a", bytes("x"), LONG))).to.be.instanceOf(ClosedError);
      expect(await failureOf(buses.alice.flush())).to.be.instanceOf(ClosedError);
    });

    it("rejects the requests that wait", async () => {
      await Recorder.on(buses.bob, "silent");
      const pending = [1, 2, 3].map(() => failureOf(buses.alice.request("silent", bytes("?"), LONG)));
      await buses.alice.flush();
      await buses.alice.close();
      for (const error of await Promise.all(pending)) expect(error).to.be.instanceOf(ClosedError);
    });

    it("delivers what was published before", async () => {
      const recorder = await Recorder.on(buses.bob, "last");
      for (let at = 0; at < 1000; at += 1) buses.alice.publish("last", bytes(String(at)));
      await buses.alice.close();
      await recorder.until("999");
      expect(recorder.heard).to.have.length(1000);
    });

    it("leaves nobody listening, and a reply after it goes nowhere", async () => {
      const asked = new Promise<() => void>((resolve) => {
        buses.bob.subscribe("door", (_message, _subject, respond) =>
          resolve(() => respond?.(bytes("too late"))),
        );
      });
      await buses.bob.flush();
      const unanswered = failureOf(buses.alice.request("door", bytes("knock"), 200));
      const answer = await asked;
      await buses.bob.close();
      answer();
      expect(await failureOf(buses.alice.request("door", bytes("knock"), LONG))).to.be.instanceOf(
        ConnectionError,
      );
      expect(await unanswered).to.be.instanceOf(TimeoutError);
    });
  });
}
