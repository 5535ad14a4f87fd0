import { expect } from "chai";
import fc from "fast-check";
import { HandLog } from "../support/logs.ts";
import { Ferry, TAKERS } from "./ferry.ts";
import type { Taker } from "./taker.ts";

const RUNS = Number(process.env["RUNS"] ?? 200);

type Word = "put" | "ask" | "withdraw" | "carry" | "hear" | "settle" | "store" | "leave" | "lose" | "succeed";
type Act = readonly [word: Word, who: number, number: number];

async function perform(ferry: Ferry, [word, who, number]: Act): Promise<void> {
  const taker = ferry.takers[who] as Taker;
  switch (word) {
    case "put":
      return ferry.add();
    case "ask":
      return taker.ask([1, 1, 2, null][number % 4] ?? null, number > 7 ? 0 : undefined);
    case "withdraw":
      return taker.withdraw(number);
    case "carry":
      return ferry.carry(taker);
    case "hear":
      return taker.hear();
    case "settle":
      return taker.gone ? undefined : taker.uses.settle();
    case "store":
      return ferry.log?.store();
    case "leave":
      return ferry.leave(taker);
    case "lose":
      return ferry.lose(taker);
    case "succeed":
      return ferry.succeed();
  }
}

const acts = (rare: readonly Word[]): fc.Arbitrary<Act[]> => {
  const act = (words: readonly Word[]) =>
    fc.tuple(fc.constantFrom(...words), fc.nat(TAKERS - 1), fc.nat(9)) as fc.Arbitrary<Act>;
  const usual = act([
    "put",
    "put",
    "ask",
    "ask",
    "withdraw",
    "carry",
    "carry",
    "carry",
    "hear",
    "hear",
    "settle",
    "store",
  ]);
  return fc.array(fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: act(rare) }), {
    maxLength: 60,
    size: "max",
  });
};

describe("items and those who withdraw while they are on their way", () => {
  const itLosesNothing = (when: string, rare: readonly Word[], log: () => HandLog | null) =>
    it(`are each with one taker or in the queue in the end, ${when}`, () =>
      fc.assert(
        fc.asyncProperty(acts(rare), async (program) => {
          const ferry = await new Ferry(log()).open();
          for (const act of program) await perform(ferry, act);
          const [put, found] = await ferry.end();
          expect([...new Set(found)].sort()).to.deep.equal([...put].sort());
          const twice = found.filter((name, i) => found.indexOf(name) < i);
          expect(twice.filter((name) => !ferry.doubtful.includes(name))).to.deep.equal([]);
        }),
        { numRuns: RUNS },
      ));

  itLosesNothing("whoever is gone or leaves", ["lose", "leave"], () => null);
  itLosesNothing(
    "whoever is gone or leaves, where all is stored first",
    ["lose", "leave"],
    () => new HandLog(),
  );
  itLosesNothing("whichever scheduler leads", ["succeed", "leave"], () => new HandLog());
});
