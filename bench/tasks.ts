import { asCompleted, type Client } from "troupe";
import { timeEach } from "./statistics.ts";

/** Ms from `submit` to result of each of `count` tasks that do nothing, one after the other. */
export function submitToResult(client: Client, count: number): Promise<number[]> {
  const fresh = client.options({ pure: false });
  return timeEach(count, () => fresh.submit((x: number) => x, 1));
}

/** Tasks per second of `map` and `gather` over `count` tasks that do nothing, from `first` on. */
export async function mapAndGather(client: Client, first: number, count: number): Promise<number> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const start = performance.now();
  const results = await client.gather(client.map((x: number) => x, numbers));
  const seconds = (performance.now() - start) / 1000;
  if (results[count - 1] !== first + count - 1) throw new Error("map and gather gave a wrong result.");
  return count / seconds;
}

/** Tasks per second of `map` and `asCompleted`, with results, over `count` tasks that do nothing, from `first` on. */
export async function mapAndComplete(client: Client, first: number, count: number): Promise<number> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const start = performance.now();
  const futures = client.map((x: number) => x, numbers);
  let sum = 0;
  for await (const [, value] of asCompleted(futures, { withResults: true })) sum += value - first;
  const seconds = (performance.now() - start) / 1000;
  if (sum !== (count * (count - 1)) / 2) throw new Error("map and asCompleted gave wrong results.");
  return count / seconds;
}
