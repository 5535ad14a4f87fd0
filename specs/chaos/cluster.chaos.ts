import { setTimeout as delay } from "node:timers/promises";
import { Client } from "troupe";
import { Random } from "../simulation/random.ts";
import { counting } from "./counting.ts";
import { evolving } from "./evolving.ts";
import { ALL, describeFault, type Fault, type Kind, MILD, schedule } from "./faults.ts";
import { locking } from "./locking.ts";
import { queueing } from "./queueing.ts";
import { byHand, type Stage, strike, supervised } from "./stage.ts";
import type { Workload } from "./workload.ts";

/** Each kind of work, and what it is promised to survive. */
const WORKLOADS: readonly (readonly [workload: Workload, survives: readonly Kind[]])[] = [
  [evolving, ALL],
  [counting, ALL],
  [queueing, ALL],
  [locking, ALL],
];

/** How clusters are started, and what happens to each. */
const ROUNDS: readonly (readonly [title: string, start: () => Promise<Stage>, faults: readonly Kind[]])[] = [
  ["a supervised cluster, whatever dies", supervised, ALL],
  ["a cluster by hand whose scheduler lives", byHand, MILD],
  ["a cluster by hand, whatever dies", byHand, ALL],
  ["a supervised cluster whose scheduler lives", supervised, MILD],
];

/** Ms of faults in a round, and that all work may take to end after them. */
const FAULTS_MS = 35_000;
const CALM_MS = 90_000;
/** Rounds of the short form: one in which schedulers die, and one in which they do not. */
const SHORT = 2;
/** How long the long form goes on; 0 for the short one. */
const MINUTES = Number(process.env["MINUTES"] ?? 0);
/** The first round's; each later one has the next. */
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

/** One cluster from its start to its end, with faults by the dice of a seed; resolves to what was done meanwhile. */
class Round {
  readonly #story: string[] = [];
  readonly #stage: Stage;
  readonly #began = performance.now();
  #over = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** What happened, and what the processes said. */
  get story(): string {
    return `${this.#story.join("\n")}\n\n${this.#stage.log}`;
  }

  async play(random: Random, faults: readonly Fault[], workloads: readonly Workload[]): Promise<string> {
    const clients = await Promise.all(["ann", "bob"].map((name) => this.#connect(name)));
    const work = workloads.map(async (workload) => {
      const words = await workload({
        clients,
        random: new Random(random.below(2 ** 31)),
        over: () => this.#over,
      });
      this.#note(words);
      return words;
    });
    const done = Promise.all(work);
    await Promise.race([this.#inflict(faults), done]);
    this.#note("no more faults");
    this.#over = true;
    const late = delay(CALM_MS, undefined, { ref: false }).then(() => {
      throw new Error(`Not all work has ended ${CALM_MS} ms after the last fault.`);
    });
    const words = await Promise.race([done, late]);
    for (const client of clients) await client.close();
    return words.join(", ");
  }

  /** Nothing more happens. */
  end(): void {
    this.#over = true;
  }

  async #connect(name: string): Promise<Client> {
    const client = await Client.connect({ servers: this.#stage.url, name, timeout: 30_000 });
    client.status$.subscribe((status) => this.#note(`${name}: ${JSON.stringify(status)}`));
    return client;
  }

  async #inflict(faults: readonly Fault[]): Promise<void> {
    const began = performance.now();
    const blows: Promise<void>[] = [];
    for (const fault of faults) {
      if (this.#over) break;
      await delay(Math.max(0, began + fault.at - performance.now()));
      this.#note(`strikes: ${describeFault(fault)}`);
      blows.push(strike(fault).then((words) => this.#note(words)));
    }
    await Promise.all(blows);
  }

  #note(words: string): void {
    this.#story.push(`${Math.round(performance.now() - this.#began)} ms: ${words}`);
  }
}

/** Plays the round of a seed; tells the whole story of one that fails. */
async function play(seed: number): Promise<void> {
  const [title, start, faults] = ROUNDS[seed % ROUNDS.length] as (typeof ROUNDS)[number];
  console.log(`    ${title}: SEED=${seed}`);
  const random = new Random(seed);
  const plan = schedule(random, faults, FAULTS_MS);
  const workloads = WORKLOADS.filter(([, survives]) => faults.every((kind) => survives.includes(kind)));
  const stage = await start();
  const round = new Round(stage);
  try {
    const names = workloads.map(([workload]) => workload);
    console.log(`      ${await round.play(random, plan, names)}`);
  } catch (error) {
    console.error(`SEED=${seed}\n${plan.map(describeFault).join("\n")}\n\n${round.story}`);
    throw error;
  } finally {
    round.end();
    await stage.close();
  }
}

describe("chaos", () => {
  it("changes nothing in what is promised", async () => {
    const end = performance.now() + MINUTES * 60_000;
    let round = 0;
    do await play(SEED + round++);
    while (MINUTES > 0 ? performance.now() < end : round < SHORT);
  }).timeout((MINUTES + 6) * 60_000);
});
