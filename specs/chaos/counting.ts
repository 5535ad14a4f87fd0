import {
  ActorDiedError,
  type ActorRef,
  type Client,
  ConnectionError,
  KilledWorkerError,
  NotFoundError,
} from "troupe";
import type { Workload } from "./workload.ts";

/** Counts what it was never given before. */
class Tally {
  readonly seen = new Set<string>();

  add(token: string): number {
    if (this.seen.has(token)) throw new Error(`"${token}" was counted already.`);
    return this.seen.add(token).size;
  }

  count(): number {
    return this.seen.size;
  }
}

/** A task may run twice, so that each run has a token of its own. */
const addTwice = async (tally: ActorRef<Tally>, token: string): Promise<number[]> => {
  const own = `${token}-${Math.random()}`;
  return [await tally.add(`${own}-a`), await tally.add(`${own}-b`)];
};

/** One actor, until it is gone. */
class Life {
  /** Each client has a reference of its own. */
  readonly tallies: ReadonlyMap<Client, ActorRef<Tally>>;
  made = 0;
  readonly answers: number[] = [];

  constructor(tallies: readonly (readonly [Client, ActorRef<Tally>])[]) {
    this.tallies = new Map(tallies);
  }
}

/** Whether an actor may have died, or its worker have been cut off: a call then fails, and is not known to have been taken. */
const isLoss = (error: unknown) =>
  [ActorDiedError, ConnectionError, KilledWorkerError, NotFoundError].some((kind) => error instanceof kind);

/** Actors that count calls of several clients and of tasks; when one dies another takes its place. */
export const counting: Workload = async ({ clients, random, over }) => {
  let lives = 0;
  let calls = 0;
  let tokens = 0;
  let life = begin();

  async function begin(): Promise<Life> {
    const [maker] = clients as readonly [Client];
    for (;;) {
      try {
        lives++;
        const name = `tally-${random.hex()}`;
        // It lives for as long as this reference, or its name, does.
        await maker.options({ name }).actor(Tally);
        return new Life(
          await Promise.all(
            clients.map(async (client) => [client, await client.lookup<Tally>(name)] as const),
          ),
        );
      } catch (error) {
        if (!isLoss(error)) throw error;
      }
    }
  }

  async function call(client: Client, made: number, act: (tally: ActorRef<Tally>) => PromiseLike<number[]>) {
    const present = life;
    const current = await present;
    current.made += made;
    try {
      const answers = await act(current.tallies.get(client) as ActorRef<Tally>);
      if (answers.some((n, i) => i > 0 && n <= (answers[i - 1] as number)))
        throw new Error(`Calls of one caller overtook each other: ${answers}`);
      current.answers.push(...answers);
      calls += answers.length;
    } catch (error) {
      if (!isLoss(error)) throw error;
      check(current);
      if (life === present) life = begin();
    }
  }

  const callers = clients.flatMap((client) => [
    () =>
      call(client, 5, (tally) => client.gather(Array.from({ length: 5 }, () => tally.add(`t${tokens++}`)))),
    () => call(client, Number.POSITIVE_INFINITY, (tally) => client.submit(addTwice, tally, `t${tokens++}`)),
  ]);
  await Promise.all(
    callers.map(async (caller) => {
      while (!over()) await caller();
    }),
  );
  check(await life);
  return `${calls} calls answered by ${lives} actors`;
};

/** Each call was counted at most once, and each that was answered. */
function check({ answers, made }: Life): void {
  if (new Set(answers).size < answers.length) throw new Error(`Two calls are one in the count: ${answers}`);
  if (answers.some((answer) => answer > made))
    throw new Error(`More was counted than was called: ${answers}`);
}
