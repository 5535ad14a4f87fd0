import type { Client, Future } from "troupe";

/** Tasks per second of a chain of `count` tasks, each of which takes the result of the one before. */
export async function chain(client: Client, count: number): Promise<number> {
  const fresh = client.options({ pure: false });
  const start = performance.now();
  let last: Future<number> = fresh.submit((x: number) => x, 0);
  for (let i = 1; i < count; i++) last = fresh.submit((x: number) => x + 1, last);
  const result = await last;
  const seconds = (performance.now() - start) / 1000;
  if (result !== count - 1) throw new Error("The chain gave a wrong result.");
  return count / seconds;
}

/** Tasks per second of a binary tree of sums over `leaves` tasks: twice as many less one. */
export async function tree(client: Client, leaves: number): Promise<number> {
  const fresh = client.options({ pure: false });
  const start = performance.now();
  let level: Future<number>[] = fresh.map(
    (x: number) => x,
    Array.from({ length: leaves }, () => 1),
  );
  for (; level.length > 1; ) {
    const left = level.filter((_, i) => i % 2 === 0);
    const right = level.filter((_, i) => i % 2 === 1);
    level = fresh.map((a: number, b: number) => a + b, left, right);
  }
  const result = await level[0];
  const seconds = (performance.now() - start) / 1000;
  if (result !== leaves) throw new Error("The tree gave a wrong result.");
  return (2 * leaves - 1) / seconds;
}
