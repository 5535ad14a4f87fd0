import { median } from "./statistics.ts";

const ROUNDS = 5;

/** A figure of the library beside the one that it is held against. */
export interface Round {
  readonly bare: number;
  readonly ours: number;
}

/** Prints the answer to one question. */
export function line(question: string, figure: string, ratio = ""): void {
  console.log(question.padEnd(44) + figure.padStart(16) + (ratio && `   ${ratio}`));
}

/** The middle one of the rounds' ratios: each compares what was measured within the same few seconds. */
export function ratioOf(rounds: readonly Round[]): number {
  return median(rounds.map(({ bare, ours }) => ours / bare));
}

/** Measures both sides in turn, each after a rest; the first round, which warms both up, does not count. */
export async function alternate(
  measureBare: () => Promise<number>,
  measureOurs: () => Promise<number>,
  rest: () => Promise<void> = async () => {},
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await rest();
    const bare = await measureBare();
    await rest();
    rounds.push({ bare, ours: await measureOurs() });
  }
  return rounds.slice(1);
}

/** The middle rate in thousands a second, in words. */
export function perSecond(rates: readonly number[], what = "tasks"): string {
  return `${Math.round(median(rates) / 1000)} 000 ${what}/s`;
}
