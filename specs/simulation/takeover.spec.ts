import { expect } from "chai";
import { TaskRow } from "../../actors/scheduler/rows.ts";
import { Recent } from "../../actors/worker/recent.ts";
import { Entry } from "../../src/client/session/entry.ts";
import { nothing, type Plant, planted } from "./plant.ts";
import { takeOver } from "./takeover.ts";

const SEEDS = Math.min(100, Number(process.env["SEEDS"] ?? 20));
const FIRST = Number(process.env["SEED"] ?? 1);
/** Seeds within which a fault is to be found, from the first on that is known to. */
const ENOUGH = 100;

describe("schedulers that follow each other, simulated", () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    it(`have nothing run twice whose worker is there, and actors and data live on (SEED=${seed})`, async () => {
      const { values, expected, counted, sizes, repeated, wrong } = await takeOver(seed);
      expect(values).to.deep.equal(expected);
      expect(repeated).to.deep.equal([]);
      expect(wrong).to.deep.equal([]);
      expect([...counted].sort((a, b) => a - b)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(sizes).to.deep.equal([1, 11, 7]);
    });
  }
});

describe("the simulator finds, where schedulers follow each other,", function () {
  this.timeout(0);

  const itFinds = (
    what: string,
    plant: Plant,
    isFound: (end: Awaited<ReturnType<typeof takeOver>>) => boolean,
    first: number,
  ) =>
    it(what, () =>
      planted(plant, async () => {
        for (let seed = first; seed < first + ENOUGH; seed++) if (isFound(await takeOver(seed))) return;
        expect.fail(`It was not found in ${ENOUGH} seeds.`);
      }),
    );

  itFinds(
    "that a worker forgets its last small results",
    [Recent.prototype, "add", () => nothing],
    ({ repeated }) => repeated.length > 0,
    1,
  );

  itFinds(
    "that a result of another life of a key counts",
    [TaskRow.prototype, "life", () => () => null],
    ({ wrong }) => wrong.length > 0,
    1,
  );

  itFinds(
    "that a key tells nothing of the life of what it is made of",
    [Entry.prototype, "telling", () => () => true],
    ({ wrong }) => wrong.length > 0,
    10,
  );
});
