/** Everything that comes, in order. */
export async function readAll<T>(completed: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of completed) all.push(item);
  return all;
}
