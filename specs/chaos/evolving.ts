import { isDeepStrictEqual } from "node:util";
import { asCompleted, type Client, type Future, getClient, KilledWorkerError } from "troupe";
import type { Workload } from "./workload.ts";

/** What is read on a page: where to go on, and the text. */
interface Page {
  readonly number: number;
  readonly links: readonly number[];
  readonly text: Uint8Array;
}

/** What is found on one page. */
type Finding = readonly [page: number, weight: number];

/** Reads a page, which takes some ms: the same for the same salt, some so large that they stay where they are. */
const read = (salt: number, page: number): Page => {
  const hash = (n: number) => {
    let mixed = Math.imul((n ^ salt) + 1, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    return (mixed ^ (mixed >>> 13)) >>> 0;
  };
  for (const end = performance.now() + (hash(page) % 8); performance.now() < end; );
  const links = [1, 2, 3].map((n) => 3 * page + n).filter((next) => next < 100 && hash(next) % 4 > 0);
  return { number: page, links, text: new Uint8Array(hash(page) % 3 === 0 ? 300_000 : 300).fill(hash(page)) };
};

const weigh = ({ number, text }: Page): Finding => [number, text.reduce((sum, byte) => sum + byte, 0)];

/** Reads a page and all that it leads to, as tasks that submit tasks. */
const crawl = async (
  salt: number,
  page: number,
  readPage: typeof read,
  weighPage: typeof weigh,
): Promise<Finding[]> => {
  const client = getClient();
  const reading = client.submit(readPage, salt, page);
  const weight = client.submit(weighPage, reading);
  const { links } = await reading;
  const further = links.map((next) => client.submit(crawl, salt, next, readPage, weighPage));
  return [await weight, ...(await client.gather(further)).flat()];
};

const sequentially = (salt: number, page: number): Finding[] => {
  const found = read(salt, page);
  return [weigh(found), ...found.links.flatMap((next) => sequentially(salt, next))];
};

async function byCompletion(client: Client, salt: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const completed = asCompleted<Future<Page> | Future<Finding>>([client.submit(read, salt, 0)]);
  for await (const future of completed) {
    const found = await persistently(future as Future<Page | Finding>);
    if (!("links" in found)) {
      findings.push(found);
      continue;
    }
    completed.add(client.submit(weigh, future as Future<Page>));
    completed.update(found.links.map((next) => client.submit(read, salt, next)));
  }
  return findings;
}

async function byAwaiting(client: Client, salt: number, page = 0): Promise<Finding[]> {
  const reading = client.submit(read, salt, page);
  const weight = client.submit(weigh, reading);
  const { links } = await persistently(reading);
  const further = await Promise.all(links.map((next) => byAwaiting(client, salt, next)));
  return [await persistently(weight), ...further.flat()];
}

const byNesting = (client: Client, salt: number): Promise<Finding[]> =>
  persistently(client.submit(crawl, salt, 0, read, weigh));

/** Where a task met the death of too many workers, which was none of its doing, it is run again. */
async function persistently<T>(future: Future<T>): Promise<T> {
  for (;;) {
    try {
      return await future;
    } catch (error) {
      if (!(error instanceof KilledWorkerError)) throw error;
      await future.retry();
    }
  }
}

/** The evolving workflow in three ways, each again and again with other pages, and each time with the known answer. */
export const evolving: Workload = async ({ clients, random, over }) => {
  let done = 0;
  const ways = [byCompletion, byAwaiting, byNesting];
  await Promise.all(
    ways.map(async (way, i) => {
      do {
        const salt = random.below(2 ** 31);
        const findings = await way(clients[i % clients.length] as Client, salt);
        const sorted = (list: readonly Finding[]) => [...list].sort(([a], [b]) => a - b);
        if (!isDeepStrictEqual(sorted(findings), sorted(sequentially(salt, 0))))
          throw new Error(`${way.name} gives another answer for salt ${salt}: ${JSON.stringify(findings)}`);
        done++;
      } while (!over());
    }),
  );
  return `${done} workflows`;
};
