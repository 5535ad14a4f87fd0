import type { MachineRef } from "../../src/client/actors/machine-ref.ts";
import type { Client } from "../../src/client/client.ts";
import { remoteModule } from "../../src/code/module.ts";
import type { SimulatedClient } from "./cluster.ts";
import { drawFaults, type FaultKind, LONG_MS, overBy, standsBy, strike, UPHEAVALS } from "./faults.ts";
import { leftovers } from "./leftovers.ts";
import type { Plan, Story } from "./plan.ts";
import { Random } from "./random.ts";
import { seededCluster } from "./seeded-cluster.ts";
import type { turnstile } from "./turnstile.ts";

const machines = remoteModule<typeof import("./turnstile.ts")>(new URL("./turnstile.ts", import.meta.url));

/** Virtual ms in which things go wrong, and in which all is to be over then. */
const FAULTS_MS = 5000;
const LIMIT_MS = 120_000;
const CLIENTS = 3;
const STEPS = 40;
const NAME = "turnstile";

/** What does not end the machine: its worker stays, unless it is silent for too long. */
const HARMS: readonly FaultKind[] = ["freeze", "partition", "cut", "nats", "client"];

/** A client sends something to the machine, or begins to watch it. */
export interface Step {
  readonly kind: "pass" | "watch";
  readonly at: number;
  readonly client: number;
  readonly id: number;
}

type Turnstile = MachineRef<typeof turnstile>;

/** Draws what clients do, and what goes wrong meanwhile. */
export function drawCrossing(seed: number): Plan<Step> {
  const random = new Random(seed);
  const steps = Array.from({ length: STEPS }, (_, id): Step => {
    const kind = random.chance(0.2) ? "watch" : "pass";
    return { kind, at: random.next() * FAULTS_MS, client: random.below(CLIENTS), id };
  });
  const kinds = standsBy(seed) ? [...HARMS, ...UPHEAVALS] : HARMS;
  const faults = drawFaults(random, kinds, random.below(4), FAULTS_MS);
  return { seed, steps: steps.sort((one, other) => one.at - other.at), faults };
}

/**
 * Clients that send events to one machine, and watch it.
 *
 * M1. Each snapshot that a client sees goes on from the one that it saw before.
 * M2. All clients see parts of one and the same history.
 * M3. In it the events of each client are in the order in which it sent them, each once at most.
 * M4. Where nobody was silent for long and the machine is there, all see its last snapshot, with all that was sent.
 */
class Square {
  readonly faults: string[] = [];
  readonly #members: readonly SimulatedClient[];
  readonly #sent = new Map<string, number[]>();
  /** What each watcher has seen last, by number. */
  readonly #seen = new Map<number, readonly string[]>();
  readonly #watchers = new Map<number, SimulatedClient>();
  readonly #references: Turnstile[] = [];
  /** Of the one machine, by client. */
  readonly #known = new Map<SimulatedClient, Promise<Turnstile>>();
  /** It is there no more, as somebody was told. */
  gone = false;

  constructor(members: readonly SimulatedClient[]) {
    this.#members = members;
    const [first] = members;
    if (first === undefined) return;
    for (const member of members) {
      const made = (
        member === first ? first.client.spawn(machines.turnstile, { name: NAME }) : this.#find(member)
      ).then((reference) => {
        this.#references.push(reference);
        return reference;
      });
      made.catch(() => {
        this.gone = true;
      });
      this.#known.set(member, made);
    }
  }

  async take({ kind, client, id }: Step): Promise<void> {
    const member = this.#members[client] as SimulatedClient;
    const reference = await this.#known.get(member);
    if (reference === undefined) return;
    if (kind === "watch") return this.#watch(member, reference, id);
    const { name } = member.process;
    const sent = this.#sent.get(name) ?? [];
    this.#sent.set(name, sent);
    sent.push(id);
    reference.send({ type: "pass", who: `${name} ${id}` });
  }

  /** All that living clients watch have seen the same, with all that these sent. */
  get settled(): boolean {
    const living = this.#members.filter(({ process }) => !process.dead);
    const seen = [...this.#watchers]
      .filter(([, { process }]) => !process.dead)
      .map(([id]) => this.#seen.get(id));
    const all = living.flatMap(({ process: { name } }) =>
      (this.#sent.get(name) ?? []).map((id) => `${name} ${id}`),
    );
    return seen.every((history) => history !== undefined && all.every((who) => history.includes(who)));
  }

  /** M2, M3. */
  verdict(): readonly string[] {
    const histories = [...this.#seen.values()].sort((one, other) => other.length - one.length);
    const [longest = []] = histories;
    for (const history of histories)
      if (!isBeginning(history, longest)) this.faults.push(`M2: ${history} and ${longest}`);
    for (const [name, sent] of this.#sent) {
      const came = longest
        .filter((who) => who.startsWith(`${name} `))
        .map((who) => Number(who.split(" ")[1]));
      const places = came.map((id) => sent.indexOf(id));
      if (places.some((place, i) => place <= (places[i - 1] ?? -1)))
        this.faults.push(`M3: of ${name} ${came}`);
    }
    return this.faults;
  }

  release(): void {
    for (const reference of this.#references) reference[Symbol.dispose]();
  }

  async #find({ client, process }: SimulatedClient): Promise<Turnstile> {
    for (;;) {
      try {
        return (await client.lookup(NAME)) as unknown as Turnstile;
      } catch {
        await new Promise<void>((resolve) => process.after(100, resolve));
      }
    }
  }

  #watch(member: SimulatedClient, reference: Turnstile, id: number): void {
    this.#watchers.set(id, member);
    const see = ({ passed }: { readonly passed: readonly string[] }) => {
      // M1.
      const before = this.#seen.get(id) ?? [];
      if (!isBeginning(before, passed)) this.faults.push(`M1: ${passed} after ${before}`);
      this.#seen.set(id, passed);
    };
    see(reference.getSnapshot().context);
    reference.subscribe({
      next: ({ context }) => see(context),
      error: () => {
        this.gone = true;
      },
    });
  }
}

const isBeginning = (part: readonly string[], whole: readonly string[]): boolean =>
  part.every((who, i) => whole[i] === who);

/** Lets it all happen, until everybody has seen everything, and nothing is left. */
export async function playCrossing({ seed, steps, faults }: Plan<Step>): Promise<Story> {
  const cluster = seededCluster(seed);
  const { clock, network } = cluster;
  network.storm(FAULTS_MS);
  const addWorker = () => cluster.addWorker(2, 50, []);
  addWorker();
  addWorker();
  const members = Array.from({ length: CLIENTS }, () => cluster.join());
  const square = new Square(members);
  const scene = {
    cluster,
    addWorker,
    lost: new Set<string>(),
    clients: members.map(({ process }) => process),
  };
  for (const fault of faults) clock.after(fault.at, () => strike(scene, fault));
  for (const step of steps)
    members[step.client]?.process.after(step.at, () => void square.take(step).catch(() => {}));
  const over = overBy(faults, FAULTS_MS);
  const forgetful = faults.some(({ ms }) => ms === LONG_MS);
  const isOver = () =>
    square.settled || square.gone || forgetful || faults.some(({ kind }) => kind === "client");
  await cluster.run(() => clock.now() > over && isOver(), over + LIMIT_MS);
  const wrong = [...square.verdict()];
  square.release();
  for (const { client, process } of members) if (!process.dead) void client.close();
  const { client } = cluster.join();
  void end(client);
  await cluster
    .run(() => leftovers(cluster).length === 0, LIMIT_MS)
    .catch((cause) => {
      throw new Error(`Left over: ${leftovers(cluster).join(", ")}`, { cause });
    });
  await client.close();
  return { wrong, fingerprint: network.fingerprint, end: clock.now(), tale: [] };
}

/** Ends the machine, where it is there. */
async function end(client: Client): Promise<void> {
  try {
    using one = await client.lookup(NAME);
    await client.kill(one);
  } catch {}
}
