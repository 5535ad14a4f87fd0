import { expect } from "chai";
import { drawFaults } from "./faults.ts";
import type { Plan } from "./plan.ts";
import { Random } from "./random.ts";
import { shrink } from "./shrink.ts";

describe("a plan that fails", () => {
  const steps = Array.from({ length: 100 }, (_, i) => i);
  const faults = drawFaults(new Random(1), ["crash", "nats"], 8, 1000);
  const culprit = faults[5];
  const fails = async (plan: Plan<number>) =>
    [17, 18, 83].every((step) => plan.steps.includes(step)) && plan.faults.some((fault) => fault === culprit);

  it("is cut down to what it fails by", async () => {
    const { plan, tries } = await shrink({ seed: 1, steps, faults }, fails, 60_000);
    expect(plan).to.deep.equal({ seed: 1, steps: [17, 18, 83], faults: [culprit] });
    expect(tries).to.be.below(200);
  });

  it("is left as it is when there is no time", async () => {
    const whole = { seed: 1, steps, faults };
    expect(await shrink(whole, fails, 0)).to.deep.equal({ plan: whole, tries: 0 });
  });
});
