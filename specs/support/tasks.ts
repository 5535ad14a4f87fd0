import { asCompleted, getClient, getTask, getWorker, rejoin, secede } from "troupe";

/** What a function of a module sees of where it runs. */
export function whereami(): { key: string; attempt: number; worker: string; threads: number } {
  const { key, attempt } = getTask();
  const { name, threads } = getWorker();
  return { key, attempt, worker: name, threads };
}

export async function sumOfSquares(xs: readonly number[]): Promise<number> {
  const client = getClient();
  let sum = 0;
  for await (const future of asCompleted(client.map((x: number) => x * x, xs))) sum += await future;
  return sum;
}

/** Gives its slot away by hand until another task has run. */
export async function lendSlot(): Promise<string> {
  const other = getClient()
    .options({ pure: false })
    .submit(() => "other");
  const ended = new Promise<void>((resolve) => other.addDoneCallback(() => resolve()));
  secede();
  await ended;
  rejoin();
  return other.status === "finished" ? "lent" : "kept";
}

export function failHere(): never {
  throw new Error("here");
}

/** Keeps its thread busy for so many ms. */
export const spin = (ms: number): number => {
  const end = Date.now() + ms;
  let turns = 0;
  while (Date.now() < end) turns++;
  return turns;
};

export const area = (width: number, height = 1): number => width * height;
