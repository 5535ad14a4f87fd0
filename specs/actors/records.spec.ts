import { expect } from "chai";
import fc from "fast-check";
import { createActor } from "xstate";
import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import type { Tables } from "../../actors/scheduler/tables.ts";
import { validate } from "../../actors/scheduler/validate.ts";
import { FactBook } from "../../src/cluster/fact-book.ts";
import { type Change, type Fact, subjectOf } from "../../src/protocol/facts.ts";
import { story, tell } from "../support/acts.ts";
import type { World } from "../support/world.ts";

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

describe("what a scheduler records", () => {
  const runs = Number(process.env["RUNS"] ?? 300);

  it("is what another begins with: the same names, keeps, tasks and values", () => {
    fc.assert(
      fc.property(story, (events) => {
        const world = tell(events);
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
        const { changes } = tell(events);
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
