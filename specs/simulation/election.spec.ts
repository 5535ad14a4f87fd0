import { expect } from "chai";
import { Town } from "./town.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 100);
const FIRST = Number(process.env["SEED"] ?? 1);
/** Virtual ms in which processes come, go, freeze and are cut off; then in which one has to lead. */
const FAULTS_MS = 40_000;
const CALM_MS = 8_000;

describe("an election, simulated", () => {
  it(`has one leader at most at any time, and one when all is calm (${SEEDS} seeds)`, async () => {
    let reigns = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const town = new Town(seed);
      town.join(false);
      town.join(true);
      const begin = town.clock.now();
      for (let at = 0; at < FAULTS_MS; at += town.random.next() * 3000)
        town.clock.after(at, () => town.trouble());
      await town.run(FAULTS_MS + 5000);
      if (!town.people.some(({ alive }) => alive)) town.join(false);
      town.calm = true;
      await town.run(CALM_MS);
      const story = `seed ${seed}, from ${begin}:\n${town.story.join("\n")}`;
      expect(town.acting, story).to.have.lengthOf(1);
      const epochs = town.reigns.map(({ service }) => service.tables.epoch);
      expect(epochs, story).to.deep.equal([...new Set(epochs)].sort((a, b) => a - b));
      reigns += town.reigns.length;
    }
    expect(reigns).to.be.greaterThan(SEEDS);
  });
});
