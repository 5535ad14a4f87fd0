import type { Client } from "../../src/client/client.ts";
import type { Future } from "../../src/client/futures/future.ts";
import type { SubmitOptions } from "../../src/client/submit-options.ts";
import { Random } from "./random.ts";

declare const getClient: () => Client;
declare const getTask: () => { readonly attempt: number };

/** How a task is to end: with its value, where it has one, or with an error that says one of these. */
interface Expected {
  readonly value?: number;
  readonly errors: readonly string[];
}

/** A task under way, and how it is to end. */
export interface Step {
  readonly future: Future<number>;
  /** All futures that the step holds. */
  readonly held: readonly Future<unknown>[];
  readonly expected: Expected;
  /** What it depends on. */
  readonly parts: readonly Step[];
  /** The nested call that it is, where it is one, and those that it makes; another step may be one of these. */
  readonly calls: readonly string[];
  /** The number that comes of it; a failure that may pass is tried again. */
  read(): Promise<number>;
  /** Submits the same task once more. */
  again(): Future<number>;
}

/** How often tasks have run that fail for a while; a simulation begins with none. */
export const attempts = new Map<number, number>();
Object.assign(globalThis, { simulatedAttempts: attempts });

const sum = (id: number, ...parts: number[]) => parts.reduce((total, part) => total + part, id);

const fail = (id: number, ..._parts: number[]): number => {
  throw new RangeError(`task ${id} fails`);
};

const flaky = (id: number, failures: number, ...parts: number[]) => {
  if (getTask().attempt <= failures) throw new Error(`task ${id} fails at first`);
  return parts.reduce((total, part) => total + part, id);
};

/** Fails the first times that it runs, whoever runs it. */
const stubborn = (id: number, failures: number, ...parts: number[]): number => {
  const { simulatedAttempts } = globalThis as unknown as { simulatedAttempts: Map<number, number> };
  const attempt = 1 + (simulatedAttempts.get(id) ?? 0);
  simulatedAttempts.set(id, attempt);
  if (attempt <= failures) throw new Error(`task ${id} fails yet`);
  return parts.reduce((total, part) => total + part, id);
};

/** Gives futures as its result, of a small value and of a large one. */
const promise = (id: number, bytes: number) => ({
  small: getClient().submit((x: number) => x, id),
  large: getClient().submit((size: number) => new Uint8Array(size).fill(1), bytes),
});
const redeem = async ({ small, large }: ReturnType<typeof promise>): Promise<number> =>
  (await small) + (await large).length;

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

/** The call of `nested` with these arguments, and all those that come of it. */
function nestedCalls(id: number, depth: number, width: number): string[] {
  const calls = [`${id} ${depth} ${width}`];
  if (depth > 0) for (let i = 0; i < width; i++) calls.push(...nestedCalls(id + i, depth - 1, width));
  return calls;
}

/** Most tasks may run anywhere; some ask for a part of a GPU, or would rather be on one of the first workers. */
function restrictions(random: Random): SubmitOptions {
  switch (random.below(6)) {
    case 0:
      return { resources: { gpu: random.pick([0.3, 0.7, 1]) } };
    case 1:
      return { workers: [`w${random.below(4)}`], allowOtherWorkers: true };
    default:
      return {};
  }
}

/**
 * Submits those tasks of a random graph that have these numbers: sums, failures, retries, timeouts, tasks from tasks, large results,
 * futures in results; and scattered values, where nothing is to be lost for good.
 */
export function submitProgram(
  client: Client,
  seed: number,
  ids: readonly number[],
  scatters: boolean,
): Step[] {
  const steps: Step[] = [];
  for (const id of ids) {
    const random = new Random(seed * 1000 + id);
    steps.push(submitStep(client, random, id, steps, scatters));
  }
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
  const { value: total, errors } = together(id, parts);
  const terms = { priority: random.below(3), ...restrictions(random) };
  const step = (again: () => Future<number>, value = total, own: readonly string[] = []): Step => {
    const future = again();
    const expected = { ...(value !== undefined && { value }), errors: [...own, ...errors] };
    return { future, held: [future], expected, parts, calls: [], read: () => persist(future), again };
  };
  switch (random.below(9)) {
    case 0: {
      const failing = step(() => client.options(terms).submit(fail, id, ...futures));
      const own = total === undefined ? [] : [`task ${id} fails`];
      return { ...failing, expected: { errors: [...own, ...errors] } };
    }
    case 1: {
      const failures = random.below(3);
      return step(() =>
        client.options({ ...terms, retries: 2, pure: false }).submit(flaky, id, failures, ...futures),
      );
    }
    case 2: {
      const [depth, width] = [random.below(3), 1 + random.below(3)];
      const future = () => client.submit(nested, id, depth, width);
      const expected = { value: nestedValue(id, depth, width), errors: [] };
      return { ...step(future), parts: [], calls: nestedCalls(id, depth, width), expected };
    }
    case 3: {
      // Of large values some are made by a task, and some scattered.
      if (random.below(3) === 0 && scatters) {
        const content = new Uint8Array(5000 + random.below(10_000)).fill(id % 256);
        const data = client.scatter(content, { broadcast: random.below(2) === 0 });
        const size = content.length + (id % 256);
        const used = step(
          () => client.submit(measure, data, ...futures),
          total === undefined ? total : total - id + size,
        );
        return { ...used, held: [...used.held, data] };
      }
      const bytes = 5000 + random.below(100_000);
      const again = () => {
        using data = client.submit(large, id, bytes);
        return client.options(terms).submit(measure, data, ...futures);
      };
      return step(again, total === undefined ? total : total - id + bytes + (id % 256));
    }
    case 4: {
      const failures = 1 + random.below(3);
      return step(() => client.submit(stubborn, id, failures, ...futures));
    }
    case 5:
      return step(() => client.options({ timeout: 100 }).submit(sum, id, ...futures), total, [
        "took too long",
      ]);
    case 6:
      return promised(client, id, 5000 + random.below(50_000));
    default:
      return step(() => client.options(terms).submit(sum, id, ...futures));
  }
}

/** What comes of `id` and some parts: the sum, where they can all end well, and the errors that they can end with. */
function together(id: number, parts: readonly Step[]): Expected {
  let sum: number | undefined = id;
  for (const { expected } of parts)
    sum = sum === undefined || expected.value === undefined ? undefined : sum + expected.value;
  return {
    ...(sum !== undefined && { value: sum }),
    errors: parts.flatMap(({ expected }) => expected.errors),
  };
}

/** Futures in a result, which this client and a task redeem. */
function promised(client: Client, id: number, bytes: number): Step {
  const outer = client.submit(promise, id, bytes);
  const again = () => client.submit(redeem, outer);
  const future = again();
  const read = async () => {
    const inside = await outer;
    const mine = await redeem(inside).finally(() => {
      for (const inner of Object.values(inside)) inner.release();
    });
    const theirs = await persist(future);
    if (mine !== theirs) throw new Error(`${mine} is not ${theirs}`);
    return mine;
  };
  return {
    future,
    held: [outer, future],
    expected: { value: id + bytes, errors: [] },
    parts: [],
    calls: [],
    read,
    again,
  };
}

/** The value of a future, which is tried again as long as it fails for a reason that may pass. */
export async function persist(future: Future<number>): Promise<number> {
  for (;;) {
    try {
      return await future;
    } catch (error) {
      if (!(error instanceof Error && error.message.includes("fails yet"))) throw error;
      await future.retry();
    }
  }
}
