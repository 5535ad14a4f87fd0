import { expect } from "chai";
import { practise } from "../histories/habits.ts";
import { User } from "../histories/user.ts";
import { fade, faultsOf, lose, newHistories } from "../histories/verdict.ts";
import { BOUNDS, HABITS, HELP, tidy } from "../histories/village.ts";
import { FAIR } from "../support/office.ts";
import { type SimulatedClient, SimulatedCluster } from "./cluster.ts";
import type { Weather } from "./network.ts";
import { Random } from "./random.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 20);
const FIRST = Number(process.env["SEED"] ?? 1);

/** Virtual ms in which all is to be over, far less than after which a client counts as gone. */
const LIMIT_MS = 45_000;
/** Virtual ms in which the last faults begin. */
const FAULTS_MS = 10_000;
/** Ms for which somebody is silent at most: more than it takes to lose what it holds. */
const SILENCE_MS = 10_000;

const CLIENTS = 6;
const TIMES = 25;

/** How a client fares: it stays, leaves, dies, or is not heard for a while. */
type Fate = "stays" | "leaves" | "dies" | "falls silent";
const FATES: readonly Fate[] = ["stays", "leaves", "dies", "falls silent"];

/** What comes of a client at some time while there are faults. */
function befall(
  fate: Fate,
  { client, bus }: SimulatedClient,
  user: User,
  histories: ReturnType<typeof newHistories>,
  after: (ms: number, act: () => void) => void,
  silence: number,
): void {
  fade(histories, user.name);
  switch (fate) {
    case "stays":
      return;
    case "leaves":
      user.over = true;
      void client.close().then(() => lose(histories, user.name));
      return;
    case "dies":
      user.over = true;
      bus.cut();
      lose(histories, user.name);
      return;
    case "falls silent":
      bus.muted = true;
      after(silence, () => {
        bus.muted = false;
      });
  }
}

/** Several clients use everything at once in a random network, by the dice of `seed`; returns when all is over. */
async function simulate(seed: number): Promise<{ readonly end: number; readonly faults: readonly string[] }> {
  const random = new Random(seed);
  const bad: Weather = {
    drop: random.next() * 0.1,
    repeat: random.next() * 0.1,
    delay: 1 + random.next() * 40,
  };
  const cluster = new SimulatedCluster(seed, bad);
  const { clock, network } = cluster;
  const histories = newHistories();
  clock.after(FAULTS_MS + SILENCE_MS, () => {
    network.weather = FAIR;
  });
  const open = new Set<string>();
  const dwell = (own: Random) =>
    new Promise<void>((resolve) => clock.after(own.chance(0.02) ? 3000 : own.next() * 100, resolve));
  for (let i = 0; i < CLIENTS; i++) {
    const member = cluster.join();
    const user = new User(`m${i}`, member.client, histories, dwell);
    const fate = random.pick(FATES);
    const [at, silence] = [random.next() * FAULTS_MS, random.next() * SILENCE_MS];
    if (fate !== "stays") {
      clock.after(at, () =>
        befall(fate, member, user, histories, (ms, act) => clock.after(ms, act), silence),
      );
    }
    const own = new Random(seed * CLIENTS + i);
    for (const [name, habit] of Object.entries(HABITS)) {
      open.add(`${i} ${name}`);
      const end = () => open.delete(`${i} ${name}`);
      void practise(user, habit, own, name, TIMES).then(end);
      // What a dead client waits for does not end.
      if (fate === "dies") clock.after(at, end);
    }
  }
  const helper = new User("helper", cluster.connect(), histories, dwell);
  void practise(helper, HELP, random, "help", Number.POSITIVE_INFINITY);
  const over = () => open.size === 0 && clock.now() > FAULTS_MS;
  await cluster.run(over, LIMIT_MS).catch((error: unknown) => {
    throw new Error(`These still wait: ${[...open].join(", ")}`, { cause: error });
  });
  helper.over = true;
  const last = new User("last", cluster.connect(), histories);
  let tidied = false;
  void tidy(last).then(() => {
    tidied = true;
  });
  await cluster.run(() => tidied, LIMIT_MS - clock.now());
  return { end: clock.now(), faults: faultsOf(histories, BOUNDS) };
}

describe("primitives, simulated", function () {
  this.timeout(60_000);

  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    it(`are what they seem to be, whatever the network does, and no wait is left (SEED=${seed})`, async () => {
      expect((await simulate(seed)).faults).to.deep.equal([]);
    });
  }

  it("run the same way twice for the same seed", async () => {
    expect(await simulate(7)).to.deep.equal(await simulate(7));
  });
});
