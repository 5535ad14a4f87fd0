import { expect } from "chai";
import fc from "fast-check";
import { SimulatedCluster } from "../simulation/cluster.ts";
import { submitProgram } from "../simulation/program.ts";
import { Attackers, type Deed, kinds } from "./attackers.ts";

const RUNS = Number(process.env["RUNS"] ?? 6);

/** Virtual ms in which there are deeds, and in which all is to end after them. */
const DEEDS_MS = 4000;
const LIMIT_MS = 60_000;
const TASKS = Array.from({ length: 30 }, (_, id) => id);

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fc.nat(DEEDS_MS),
  seed: fc.nat(),
});

/** Runs a program among strangers who do these deeds. */
async function run(seed: number, planned: readonly Deed[]): Promise<void> {
  const cluster = new SimulatedCluster(seed, { drop: 0, repeat: 0, delay: 3 });
  const { clock, random } = cluster;
  for (let i = 0; i < 3; i++) cluster.addWorker(1 + random.below(2), 200, [["gpu", 2]]);
  const attackers = new Attackers(cluster);
  const client = cluster.connect();
  // Whoever comes first has a name: here those who are honest do.
  await cluster.run(() => client.workers().length === 3, LIMIT_MS);
  const end = clock.now() + DEEDS_MS;
  for (const deed of planned) attackers.plan(deed);
  const { tables } = cluster.scheduler;
  const honest = [...tables.workers.values(), ...tables.clients.values()].filter(isHonest);
  const ends = submitProgram(client, seed, TASKS, true).map(async ({ future, read, expected }) => {
    const end = await read().catch((error: Error) => error.message);
    const right =
      typeof end === "number" ? end === expected.value : expected.errors.some((e) => end.includes(e));
    return right ? [] : [future.key, expected, end];
  });
  let wrong: readonly unknown[] | null = null;
  void Promise.all(ends).then((all) => {
    wrong = all.flat();
  });
  await cluster.run(() => wrong !== null && clock.now() > end, LIMIT_MS);
  expect(wrong).to.deep.equal([]);
  // Nobody has lost a session, and with it what it did.
  const present = new Set<unknown>([...tables.workers.values(), ...tables.clients.values()]);
  expect(honest.filter((peer) => !present.has(peer)).map(({ address }) => address)).to.deep.equal([]);
  // However often a stranger is not understood, each who hears it says so once: the scheduler, workers, and their actors' hosts.
  const said = new Map<string, number>();
  for (const line of cluster.log.filter((line) => line.includes(" sent what ")))
    said.set(nameOf(line), (said.get(nameOf(line)) ?? 0) + 1);
  for (const [name, times] of said) expect(times, name).to.be.at.most(1 + 2 * 3);
  attackers.close();
  await client.close();
}

const isHonest = ({ address }: { readonly address: string }): boolean => !address.includes("bad");

const nameOf = (line: string): string => line.split(" ")[0] ?? "";

describe("strangers who do all that they should not", function () {
  this.timeout(0);

  it("end nobody, and change nothing for those who are honest", async () => {
    await fc.assert(fc.asyncProperty(fc.nat(), fc.array(deed, { maxLength: 80, size: "max" }), run), {
      numRuns: RUNS,
      endOnFailure: process.env["SHRINK"] === undefined,
    });
  });
});
