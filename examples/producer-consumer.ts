import { Client, getClient } from "troupe";

const isPrime = (n: number): boolean => {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
};

/** Puts numbers into the queue; while that is full, it waits. */
async function produce(from: number, count: number): Promise<void> {
  const numbers = getClient().queue<number | null>("numbers", { maxSize: 20 });
  for (let n = from; n < from + count; n++) await numbers.put(n);
}

/** Takes numbers from the queue until it gets null, and gives those that pass. */
async function consume(passes: (n: number) => boolean): Promise<number[]> {
  const found: number[] = [];
  for await (const n of getClient().queue<number | null>("numbers")) {
    if (n === null) break;
    if (passes(n)) found.push(n);
  }
  return found;
}

await using client = await Client.local({ workers: 2 });
// Four tasks on two threads: who waits for the queue gives its thread to another.
const consumers = client.options({ pure: false }).map(consume, [isPrime, isPrime]);
await client.gather(client.map(produce, [0, 500], [500, 500]));
const numbers = client.queue<number | null>("numbers");
for (const _ of consumers) await numbers.put(null);
const shares = await client.gather(consumers);
console.log(
  `primes below 1000: ${shares.flat().length}, found by two: ${shares.map(({ length }) => length)}`,
);
