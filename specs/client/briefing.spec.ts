import { expect } from "chai";
import { Briefing } from "../../src/client/session/briefing.ts";
import { Entry } from "../../src/client/session/entry.ts";
import { encodeValue } from "../../src/codec/value.ts";
import type { ClientToScheduler } from "../../src/protocol/messages.ts";

const NOTHING = new Uint8Array();

const entry = (key: string, ...dependencies: readonly Entry[]): Entry => {
  const keys = dependencies.map((dependency) => dependency.key);
  return new Entry(key, { message: ["submit", key, [], NOTHING, keys, null, null], dependencies });
};

/** A briefing of a client that holds those entries, and what it says, in short. */
function brief(...held: readonly Entry[]): {
  readonly briefing: Briefing;
  readonly said: (readonly [kind: string, what: unknown])[];
} {
  const said: (readonly [kind: string, what: unknown])[] = [];
  const say = ([kind, what]: ClientToScheduler) => said.push([kind, what]);
  const briefing = new Briefing(say, (key) => held.some((one) => one.key === key));
  return { briefing, said };
}

describe("what a scheduler is told of a key", () => {
  it("comes after what it depends on, each once", () => {
    const part = entry("part");
    const whole = entry("whole", part);
    const { briefing, said } = brief(part, whole);
    briefing.tell(whole);
    briefing.tell(part);
    expect(said).to.deep.equal([
      ["submit", "part"],
      ["submit", "whole"],
    ]);
  });

  it("ends with the release of what the client has let go of", () => {
    const whole = entry("whole", entry("part"));
    const { briefing, said } = brief(whole);
    briefing.tell(whole);
    expect(said.at(-1)).to.deep.equal(["release", ["part"]]);
  });

  it("does not release what the client has submitted again since", () => {
    const [cancelled, again] = [entry("part"), entry("part")];
    const whole = entry("whole", cancelled);
    const { briefing, said } = brief(again, whole);
    briefing.tell(again);
    briefing.tell(whole);
    expect(said.filter(([kind]) => kind === "release")).to.deep.equal([]);
  });

  it("is its name alone where it has ended, and was made from an earlier life of a key", () => {
    const [old, again] = [entry("part"), entry("part")];
    const whole = entry("whole", entry("between", old));
    again.wanted = true;
    whole.wanted = true;
    whole.step("finished", { kind: "remote", size: 9999, holders: [] });
    const { briefing, said } = brief(again, whole);
    briefing.restart([whole, again], true);
    expect(said).to.deep.equal([
      ["hold", ["whole"]],
      ["submit", "part"],
    ]);
  });

  it("is its value where that is known and small, and another scheduler leads that may be asked for it", () => {
    const [read, unread, shared, large, failed, open, outer] = [..."rusdfoe"].map((key) => entry(key));
    const held = [read, unread, shared, large, failed, open, outer] as Entry[];
    const [nothing, inside] = [
      encodeValue(1),
      encodeValue(() => {}, { reference: () => ["future", "inner"] }),
    ];
    for (const one of [read, unread, shared]) one?.step("finished", { kind: "inline", bytes: nothing });
    outer?.step("finished", { kind: "inline", bytes: inside });
    large?.step("finished", { kind: "remote", size: 9999, holders: [] });
    failed?.step("failed", { kind: "error", error: new Error() });
    for (const one of [read, shared]) if (one !== undefined) one.value = Promise.resolve(1);
    if (shared !== undefined) shared.shared = true;
    const { briefing, said } = brief(...held);
    briefing.restart(held, true);
    expect(said).to.deep.equal([
      ["fulfil", "u"],
      ["fulfil", "s"],
      ["submit", "d"],
      ["submit", "o"],
      ["submit", "e"],
    ]);
    said.length = 0;
    briefing.restart(held, false);
    expect(said).to.deep.equal([["submit", "o"]]);
  });
});
