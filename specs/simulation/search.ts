import { failureOf, type Plan, type Play } from "./plan.ts";
import { shrink } from "./shrink.ts";

/** Real time that the search for the shortest schedule takes at most, ms. */
const SHRINK_MS = 20_000;
/** Lines of progress at most. */
const LINES = 100;

/** Which seeds are tried: `SEEDS=n` of them, from `SEED=n` on. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
}

export function seedsOf(count: number): Seeds {
  return { first: Number(process.env["SEED"] ?? 1), count: Number(process.env["SEEDS"] ?? count) };
}

/** A spec for each so many seeds: that nothing goes wrong in what their dice say. */
export function itHolds<Step>(
  title: string,
  { first, count }: Seeds,
  draw: (seed: number) => Plan<Step>,
  play: Play<Step>,
): void {
  const some = Math.ceil(count / LINES);
  for (let seed = first; seed < first + count; seed += some) {
    const last = Math.min(seed + some, first + count) - 1;
    it(`${title} (SEED=${last > seed ? `${seed} to ${last}` : seed})`, async () => {
      for (let one = seed; one <= last; one++) await hold(draw(one), play);
    });
  }
}

/** Throws with the shortest plan that fails, and what there is to tell about it, where a plan does. */
async function hold<Step>(plan: Plan<Step>, play: Play<Step>): Promise<void> {
  const failure = await failureOf(play, plan);
  if (failure === null) return;
  const { plan: shortest, tries } = await shrink(
    plan,
    async (candidate) => (await failureOf(play, candidate)) !== null,
    SHRINK_MS,
  );
  const { seed, steps, faults } = shortest;
  const lines = [
    ...failure.slice(0, 10),
    `The shortest schedule of SEED=${seed} that fails, of ${tries} tried:`,
    ...[...faults, ...steps].map((part) => `  ${JSON.stringify(part)}`),
    ...((await failureOf(play, shortest)) ?? []),
  ];
  throw new Error(lines.join("\n"));
}
