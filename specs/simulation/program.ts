import type { Client } from "../../src/client/client.ts";
import type { Future } from "../../src/client/future.ts";
import type { Random } from "./random.ts";

declare const getClient: () => Client;
declare const getTask: () => { readonly attempt: number };

/** How a task is to end: with a value, or with one of the errors of what it depends on. */
type Expected = { readonly value: number } | { readonly errors: readonly string[] };

/** A task under way, and how it is to end. */
export interface Step {
  readonly future: Future<number>;
  readonly expected: Expected;
}

const sum = (id: number, ...parts: number[]) => parts.reduce((total, part) => total + part, id);

const fail = (id: number, ..._parts: number[]): number => {
  throw new RangeError(`task ${id} fails`);
};

const flaky = (id: number, failures: number, ...parts: number[]) => {
  if (getTask().attempt <= failures) throw new Error(`task ${id} fails at first`);
  return parts.reduce((total, part) => total + part, id);
};

/** Submits tasks and gathers them, down to some depth. */
const nested = async (id: number, depth: number, width: number): Promise<number> => {
  const children = Array.from({ length: width }, (_, i) =>
    depth === 0
      ? getClient().submit((x: number) => x, id + i)
      : getClient().submit(nested, id + i, depth - 1, width),
  );
  const values = await getClient().gather(children);
  return values.reduce((total, value) => total + value, 0);
};

/** A result too large to travel with the word that it is done, and what is made of it. */
const large = (id: number, bytes: number) => new Uint8Array(bytes).fill(id % 256);
const measure = (data: Uint8Array, ...parts: number[]) =>
  parts.reduce((total, part) => total + part, data.length + (data[0] ?? 0));

function nestedValue(id: number, depth: number, width: number): number {
  let total = 0;
  for (let i = 0; i < width; i++) total += depth === 0 ? id + i : nestedValue(id + i, depth - 1, width);
  return total;
}

/**
 * Submits a random graph of `count` tasks: sums, failures, retries, tasks from tasks, large results; and
 * scattered values, where nothing is to be lost for good.
 */
export function submitProgram(client: Client, random: Random, count: number, scatters: boolean): Step[] {
  const steps: Step[] = [];
  for (let id = 0; id < count; id++) steps.push(submitStep(client, random, id, steps, scatters));
  return steps;
}

function submitStep(
  client: Client,
  random: Random,
  id: number,
  steps: readonly Step[],
  scatters: boolean,
): Step {
  const parts = steps.length === 0 ? [] : Array.from({ length: random.below(4) }, () => random.pick(steps));
  const futures = parts.map((part) => part.future);
  const errors = parts.flatMap(({ expected }) => ("errors" in expected ? expected.errors : []));
  const culprit = errors.length > 0 ? { errors } : undefined;
  const total = parts.reduce((value, { expected }) => value + ("value" in expected ? expected.value : 0), id);
  const expected = culprit ?? { value: total };
  const priority = random.below(3);
  switch (random.below(6)) {
    case 0:
      return {
        future: client.options({ priority }).submit(fail, id, ...futures),
        expected: culprit ?? { errors: [`task ${id} fails`] },
      };
    case 1: {
      const failures = random.below(3);
      return {
        future: client.options({ retries: 2, pure: false }).submit(flaky, id, failures, ...futures),
        expected,
      };
    }
    case 2: {
      const depth = random.below(3);
      const width = 1 + random.below(3);
      return {
        future: client.submit(nested, id, depth, width),
        expected: { value: nestedValue(id, depth, width) },
      };
    }
    case 3: {
      // Of large values some are made by a task, and some scattered.
      if (random.below(3) === 0 && scatters) {
        const content = new Uint8Array(5000 + random.below(10_000)).fill(id % 256);
        const data = client.scatter(content, { broadcast: random.below(2) === 0 });
        const future = client.submit(measure, data, ...futures);
        data.release();
        return { future, expected: culprit ?? { value: total - id + content.length + (id % 256) } };
      }
      const bytes = 5000 + random.below(100_000);
      const data = client.submit(large, id, bytes);
      const future = client.submit(measure, data, ...futures);
      data.release();
      return { future, expected: culprit ?? { value: total - id + bytes + (id % 256) } };
    }
    default:
      return { future: client.options({ priority }).submit(sum, id, ...futures), expected };
  }
}
