import { type ActorRef, Client } from "troupe";
import { BenchCluster } from "./cluster.ts";
import { timeEach } from "./statistics.ts";

const CLUSTER = "bench-actors";

/** What is called. */
class Counter {
  n = 0;
  increment(): number {
    this.n += 1;
    return this.n;
  }
}

/** Says what memory the thread of an actor takes. */
class Probe {
  used(): number {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  }
}

type Count = ActorRef<Counter>;

/** Callers, each with a connection and an actor of its own. */
export class Callers implements AsyncDisposable {
  readonly #callers: readonly (readonly [client: Client, actor: Count])[];

  private constructor(callers: readonly (readonly [Client, Count])[]) {
    this.#callers = callers;
  }

  static async join(url: string, count: number): Promise<Callers> {
    const join = async () => {
      const client = await Client.connect(url);
      return [client, await client.actor(Counter)] as const;
    };
    return new Callers(await Promise.all(Array.from({ length: count }, join)));
  }

  /** Ms of each of `count` calls of the first caller, one after the other. */
  async oneByOne(count: number): Promise<number[]> {
    const [caller] = this.#callers;
    if (caller === undefined) throw new Error("There is no caller.");
    return timeEach(count, () => caller[1].increment());
  }

  /** Calls per second with `count` under way at once, shared by all callers. */
  async atOnce(count: number): Promise<number> {
    const share = count / this.#callers.length;
    const start = performance.now();
    await Promise.all(this.#callers.map(([, actor]) => callAtOnce(actor, share)));
    return (count / (performance.now() - start)) * 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#callers.map(([client]) => client.close()));
  }
}

async function callAtOnce(actor: Count, count: number): Promise<void> {
  const before = await actor.n;
  const values = await Promise.all(Array.from({ length: count }, () => actor.increment()));
  if (values[count - 1] !== before + count) throw new Error("The counter gave a wrong result.");
}

/** What many actors cost. */
export interface ManyActors {
  /** Actors made per second. */
  readonly rate: number;
  /** Bytes of each while idle, in scheduler and worker. */
  readonly bytes: number;
}

/** Makes `count` actors on one worker, after a hundred that warm up. */
export async function manyActors(url: string, count: number): Promise<ManyActors> {
  await using cluster = new BenchCluster(url, CLUSTER, 1);
  await using client = await Client.connect(url, { cluster: CLUSTER });
  await client.waitForWorkers(1);
  const probe = await client.actor(Probe);
  const make = (length: number) => Promise.all(Array.from({ length }, () => client.actor(Counter)));
  const few = await make(100);
  const used = async () => (await cluster.usedBytes()) + (await probe.used());
  const before = await used();
  const start = performance.now();
  const made = await make(count);
  const rate = (count / (performance.now() - start)) * 1000;
  const bytes = ((await used()) - before) / count;
  const ends = await Promise.all([few.at(-1)?.increment(), made.at(-1)?.increment()]);
  if (ends.some((n) => n !== 1)) throw new Error("An actor is not there.");
  return { rate, bytes };
}
