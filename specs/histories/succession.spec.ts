import { expect } from "chai";
import { Random } from "../simulation/random.ts";
import { Dynasty } from "../support/dynasty.ts";
import { Fence } from "./fence.ts";
import { practise } from "./habits.ts";
import { User } from "./user.ts";
import { countsOf, faultsOf, newHistories } from "./verdict.ts";
import { BOUNDS, HELP, habitsOf, tidy } from "./village.ts";

const MEMBERS = 6;
const TIMES = 60;
const SUCCESSIONS = 5;

describe("what concurrent clients see of primitives over several schedulers with a log", () => {
  it("is what one object would do that does one thing after the other", async () => {
    await using dynasty = await Dynasty.begin();
    const histories = newHistories();
    const fence = new Fence();
    // It takes its time, as what it waits for in between never comes.
    const helpful = await dynasty.join("helper");
    const dwell = () =>
      helpful
        .event("never")
        .wait({ timeout: 20 })
        .catch(() => {});
    const helper = new User("helper", helpful, histories, dwell);
    const helping = practise(helper, HELP, new Random(0), "help", Number.POSITIVE_INFINITY);
    const members = Array.from({ length: MEMBERS }, async (_, number) => {
      const user = new User(`m${number}`, await dynasty.join(`m${number}`), histories);
      const random = new Random(number);
      for (const [habit, act] of Object.entries(habitsOf(fence)))
        await Promise.all([0, 1].map((i) => practise(user, act, random, `${habit}${i}`, TIMES)));
    });
    let over = false;
    const all = Promise.all(members).then(() => {
      over = true;
    });
    for (let i = 0; i < SUCCESSIONS && !over; i++) {
      const before = Object.values(countsOf(histories)).reduce((sum, count) => sum + count, 0);
      const grown = () =>
        Object.values(countsOf(histories)).reduce((sum, count) => sum + count, 0) > before + 300;
      while (!over && !grown()) await new Promise((resolve) => setImmediate(resolve));
      await dynasty.succeed();
    }
    await all;
    helper.over = true;
    await helping;
    await tidy(new User("last", await dynasty.join("last"), histories));
    for (const [kind, count] of Object.entries(countsOf(histories))) expect(count, kind).to.be.above(300);
    expect([...faultsOf(histories, BOUNDS), ...fence.breaches]).to.deep.equal([]);
  });
});
