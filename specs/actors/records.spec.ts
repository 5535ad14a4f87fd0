import { expect } from "chai";
import fc from "fast-check";
import { createActor } from "xstate";
import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import type { Tables } from "../../actors/scheduler/tables.ts";
import { validate } from "../../actors/scheduler/validate.ts";
import { FactBook } from "../../src/cluster/fact-book.ts";
import { type Change, type Fact, subjectOf } from "../../src/protocol/facts.ts";
import { Play } from "../support/play.ts";
import { payload, submit } from "../support/words.ts";
import { story, tell } from "./world/story.ts";
import type { World } from "./world/world.ts";

const factsOf = (changes: readonly Change[]): readonly Fact[] => {
  const book = new FactBook();
  for (const change of changes) book.take(change);
  return book.facts;
};

/** A scheduler that begins with what was recorded, and what is in primitives. */
function recalled(facts: readonly Fact[], pins: readonly (readonly string[])[] = []) {
  const actor = createActor(schedulerMachine, { input: { epoch: 1, durable: true } }).start();
  const { tables } = actor.getSnapshot().context;
  actor.send({ type: "probe.silent" });
  for (const [pin, keys] of pins.entries()) actor.send({ type: "pin", pin, keys });
  actor.send({ type: "recall", facts });
  validate(tables);
  const { error } = actor.getSnapshot();
  if (error !== undefined) throw error;
  return { actor, tables };
}

const inOrder = (facts: readonly Fact[]): readonly Fact[] =>
  [...facts].sort((a, b) => (subjectOf(a) < subjectOf(b) ? -1 : 1));

/** Names and keeps, and the keys of what is in primitives. */
const roots = ({ published, tasks }: Tables) => ({
  names: Array.from(published.entries, ([name, { key }]) => `${name}=${key}`).sort(),
  kept: [...tasks.values()].flatMap(({ key, keepers }) => keepers.map((keeper) => `${key} ${keeper}`)).sort(),
});

const pinned = ({ tables }: World): readonly (readonly string[])[] =>
  [...tables.pins.rows].map((rows) =>
    rows.filter((row) => tables.tasks.get(row.key) === row).map(({ key }) => key),
  );

/** Facts without those of keys that are gone for good, of which nobody knows more than that something depends on them. */
const known = (facts: readonly Fact[], origin: readonly Fact[]): readonly Fact[] => {
  const keys = new Set(origin.map(subjectOf));
  return facts.filter((fact) => fact[0] !== "elsewhere" || keys.has(subjectOf(fact)));
};

/** What was recorded by the last event, short. */
const recordedBy = (play: Play): string[] =>
  play.effects
    .flatMap((effect) => (effect.type === "record" ? effect.changes : []))
    .map((change) => {
      const [kind, subject, detail] = change;
      return kind === "name" || kind === "kept"
        ? `${kind} ${subject} ${String(detail)}`
        : `${kind} ${String(subject)}`;
    });

describe("what a scheduler records, of single things", () => {
  let play: Play;
  beforeEach(() => {
    play = Play.leading().client("c1");
  });

  it("is nothing of a task that its client alone wants", () => {
    play.worker("w1").submit("c1", "a");
    expect(recordedBy(play)).to.deep.equal([]);
    play.hush().done("w1", "a");
    expect(recordedBy(play)).to.deep.equal([]);
    play.hush().from("c1", ["bye"]);
    expect(recordedBy(play)).to.deep.equal([]);
    play.hush();
  });

  it("is how a kept task is made, and what it depends on, until it has ended", () => {
    const code = ["code", "f", payload("f")] as const;
    play.from("c1", code, submit("a", { codes: ["f"] }), submit("b", { dependencies: ["a"] })).hush();
    play.from("c1", ["keep", "b"]);
    expect(recordedBy(play)).to.deep.equal(["task b", "task a", "code f", "kept b client.c1"]);
    play.hush().worker("w1").hush();
    play.done("w1", "a", "small");
    expect(recordedBy(play)).to.deep.equal(["value a", "void code f"]);
    play.hush();
    play.done("w1", "b");
    expect(recordedBy(play)).to.deep.equal(["void kept b", "void key b", "void key a"]);
    play.hush();
  });

  it("is a small value as it came out, in place of how it is made", () => {
    play.submit("c1", "a").from("c1", ["publish", 1, "name", "a", false]);
    expect(recordedBy(play)).to.deep.equal(["task a", "name name a"]);
    play.hush().worker("w1").hush();
    play.done("w1", "a", "small");
    expect(recordedBy(play)).to.deep.equal(["value a"]);
    play.hush().from("c1", ["unpublish", 2, "name"]);
    expect(recordedBy(play)).to.deep.equal(["void name name", "void key a"]);
    play.hush();
  });

  it("is the new life of a key, also where what was made from its last one is recorded with it", () => {
    play.worker("w1").submit("c1", "x").hush();
    play.submit("c1", "a").submit("c1", "b", { dependencies: ["a", "x"] });
    play
      .submit("c1", "c", { dependencies: ["b"] })
      .submit("c1", "d", { dependencies: ["a", "x"] })
      .hush();
    play.from("w1", ["failed", "x", 1, payload("e")]).hush();
    play.from("c1", ["cancel", ["a"], false, 1000], submit("a")).hush();
    play.tell({ type: "pin", pin: 1, keys: ["c", "d", "a"] });
    const changes = play.effects.flatMap((effect) => (effect.type === "record" ? effect.changes : []));
    expect(factsOf(changes).map(subjectOf)).to.include("key a");
    play.hush();
  });

  it("is answered after that, and once more when it is asked again", () => {
    const kinds = () =>
      play.effects.map((effect) => (effect.type === "answer" ? effect.message.join(" ") : effect.type));
    play.submit("c1", "a").hush();
    play.from("c1", ["keep", "a"]);
    expect(kinds()).to.deep.equal(["record", "kept a "]);
    play.from("c1", ["keep", "a"], ["publish", 7, "name", "a", false]);
    expect(kinds()).to.deep.equal(["record", "kept a ", "answered 7"]);
    play.hush();
  });

  it("is the file of a module, once", () => {
    const file = ["f".repeat(32), "tasks.js", "module", payload("file")] as const;
    play.from("c1", ["upload", 1, file]);
    expect(recordedBy(play)).to.deep.equal([`module ${file.join(",")}`]);
    play.hush().from("c1", ["upload", 2, file]);
    expect(recordedBy(play)).to.deep.equal([]);
    play.hush();
  });
});

describe("what a scheduler records", () => {
  const runs = Number(process.env["RUNS"] ?? 300);

  it("is what another begins with: the same names, keeps, tasks and values", () => {
    fc.assert(
      fc.property(story, (events) => {
        const world = tell(events, true);
        const { tables } = world;
        const facts = factsOf(world.changes);
        expect(inOrder(facts)).to.deep.equal(inOrder(tables.records?.facts(tables) ?? []));
        const next = recalled(facts, pinned(world));
        expect(roots(next.tables)).to.deep.equal(roots(tables));
        const again = known(next.tables.records?.facts(next.tables) ?? [], facts);
        expect(inOrder(again)).to.deep.equal(inOrder(facts));
        for (const fact of facts) {
          if (fact[0] !== "value") continue;
          const row = next.tables.tasks.get(fact[1]);
          expect(row?.inline).to.deep.equal(fact[2]);
        }
      }),
      { numRuns: runs },
    );
  });

  it("names and keeps nothing, wherever it ends, without what that is made of", () => {
    fc.assert(
      fc.property(story, fc.nat(), (events, end) => {
        const { changes } = tell(events, true);
        const facts = factsOf(changes.slice(0, end % (changes.length + 1)));
        const keys = new Set(
          facts.filter(([kind]) => /task|value|elsewhere/.test(kind)).map(([, key]) => key),
        );
        for (const fact of facts) {
          if (fact[0] === "name") expect(keys).to.include(fact[2]);
          if (fact[0] === "kept") expect(keys).to.include(fact[1]);
        }
        const { tables } = recalled(facts);
        const left = factsOf([
          ...facts,
          ...tables.takeEffects().flatMap((effect) => (effect.type === "record" ? effect.changes : [])),
        ]);
        expect(inOrder(left)).to.deep.equal(inOrder(tables.records?.facts(tables) ?? []));
      }),
      { numRuns: runs },
    );
  });
});
