import type { Client } from "../../src/client/client.ts";
import type { Future } from "../../src/client/futures/future.ts";
import { type Habit, practise } from "../histories/habits.ts";
import { LOCKS, User } from "../histories/user.ts";
import { fade, forget, type Histories, lose, newHistories } from "../histories/verdict.ts";
import { HELP, LOCK_NAMES, tidy } from "../histories/village.ts";
import type { SimulatedBus } from "./bus.ts";
import type { SimulatedClient, SimulatedCluster } from "./cluster.ts";
import { type Fault, strike } from "./faults.ts";
import type { SimulatedProcess } from "./process.ts";
import { Random } from "./random.ts";

declare const getClient: () => Client;

/** How a client fares: it stays, leaves, dies, or is not heard for a while, or for so long that it counts as gone. */
export type Fate = "stays" | "leaves" | "dies" | "falls silent" | "sleeps";

/** What happens to a community, and how many virtual ms that takes. */
export interface Course {
  readonly fates: readonly Fate[];
  /** In which faults begin. */
  readonly faults: number;
  /** For how long at most somebody falls silent, which is longer than a lease lasts. */
  readonly silence: number;
  /** For how long at least and at most somebody sleeps. */
  readonly sleep: readonly [least: number, most: number];
  /** In which all is to be over. */
  readonly limit: number;
}

/** Things that one client does in all to one primitive, and tasks that take a lock. */
const USES = 25;
const TASKS = 12;

/** Takes a lock and ends: whatever it has goes on to others. */
const takeLock = async (name: string) => (await getClient().lock(name).acquire()).token;

/** Clients that use primitives in a simulated cluster, of which some leave, die or fall silent; all is recorded. */
export class Community {
  readonly histories: Histories = newHistories();
  /** Who is dead or silent, and since when the present scheduler has not heard it. */
  readonly unheard = new Map<string, number>();
  readonly #cluster: SimulatedCluster;
  readonly #course: Course;
  readonly #users: User[] = [];
  /** Those who fell silent at some time. */
  readonly #silent: User[] = [];
  /** Of the users by their processes. */
  readonly #names = new Map<SimulatedProcess, string>();
  /** Held to the end: when garbage is collected is no matter of dice. */
  readonly #futures: Future<number>[] = [];
  /** What is not over yet. */
  readonly #open = new Set<string>();

  constructor(cluster: SimulatedCluster, course: Course) {
    this.#cluster = cluster;
    this.#course = course;
  }

  /** A client that does all this at once, and fares as the dice say. */
  admit(
    habits: readonly (readonly [name: string, habit: Habit])[],
    name = `m${this.#users.length}`,
    random = this.#cluster.random,
  ): void {
    const { clock } = this.#cluster;
    const member = this.#cluster.join();
    const user = this.#user(name, member);
    const fate = random.pick(this.#course.fates);
    const at = random.next() * this.#course.faults;
    clock.after(at, () => this.#befall(fate, member, user));
    const own = new Random(random.below(2 ** 32));
    for (const [object, habit] of habits) {
      const end = this.#begin(`${name} ${object}`);
      member.process.admit(() => void practise(user, habit, own, object, USES).then(end));
      // What a dead client waits for does not end.
      if (fate === "dies") clock.after(at, end);
    }
  }

  /** Tasks on workers, of which one dies. */
  employ(): void {
    const { random, clock } = this.#cluster;
    const add = () => this.#cluster.addWorker(2, 500, []);
    add();
    add();
    clock.after(random.next() * this.#course.faults, () => {
      this.#cluster.crash(random.pick(this.#cluster.workers));
      add();
    });
    const client = this.#cluster.connect();
    for (let i = 0; i < TASKS; i++) {
      clock.after(random.next() * this.#course.faults, () => this.#sendTask(client, `task${i}`));
    }
  }

  /** The scheduler leads no more, or not for a while; what its primitives know is stored. */
  succeed(fault: Fault): void {
    const cluster = this.#cluster;
    // Who has not heard of a lease, and loses it, asks the next one for another.
    for (const { name } of this.#silent) forget(this.histories, name);
    const begin = () => {
      for (const name of this.unheard.keys()) this.unheard.set(name, cluster.clock.now());
    };
    begin();
    cluster.court.crowned = begin;
    strike({ cluster, clients: [], lost: new Set(), addWorker: () => cluster.addWorker(2, 500, []) }, fault);
  }

  /** Something goes wrong: whoever it has to do with may lose what it holds, and its place where it waits. */
  suffer(fault: Fault): void {
    const cluster = this.#cluster;
    const clients = [...this.#names.keys()];
    const touch = (processes: readonly SimulatedProcess[]) => {
      const all = processes.includes(cluster.court.leader);
      for (const { name } of this.#users) {
        if (all || processes.some((process) => this.#names.get(process) === name)) fade(this.histories, name);
      }
    };
    const addWorker = () => cluster.addWorker(2, 500, []);
    cluster.clock.after(fault.at, () =>
      strike({ cluster, clients, lost: new Set(), addWorker, touch }, fault),
    );
  }

  /** The scheduler dies, and with it all that its primitives know. */
  uproot(): void {
    for (const { name } of this.#users) fade(this.histories, name);
    // The old one may have granted a lease, or taken it back, and the new one is asked the same.
    for (const history of Object.values(this.histories)) history.doubt();
    this.#cluster.court.restart();
  }

  /** Lets time pass until nobody waits any more, and everything can be had; rejects where that takes too long. */
  async settle(): Promise<void> {
    const { clock } = this.#cluster;
    const { faults, limit } = this.#course;
    const member = this.#cluster.join();
    const helper = this.#user("helper", member);
    member.process.admit(() => void practise(helper, HELP, new Random(0), "help", Number.POSITIVE_INFINITY));
    await this.#run(() => this.#open.size === 0 && clock.now() > faults, limit);
    helper.over = true;
    const end = this.#begin("last");
    void tidy(this.#user("last", this.#cluster.join())).then(end);
    await this.#run(() => this.#open.size === 0, limit - clock.now());
  }

  #user(name: string, { client, process }: SimulatedClient): User {
    this.#names.set(process, name);
    // Once in a while longer than others are patient.
    const dwell = (random: Random) =>
      globalThis.simulatedPause(random.chance(0.02) ? 3000 : random.next() * 100);
    const user = new User(name, client, this.histories, dwell);
    this.#users.push(user);
    return user;
  }

  #begin(what: string): () => void {
    this.#open.add(what);
    return () => this.#open.delete(what);
  }

  async #run(done: () => boolean, limit: number): Promise<void> {
    await this.#cluster.run(done, limit).catch((cause: unknown) => {
      throw new Error(`These still wait: ${[...this.#open].join(", ")}`, { cause });
    });
  }

  #sendTask(client: Client, name: string): void {
    const lock = this.#cluster.random.pick(LOCK_NAMES);
    const end = this.#begin(name);
    const granted = this.histories.locks.call(name, LOCKS, ["acquire", [lock]]);
    // It may end, and what it has go on, before its result is here.
    this.histories.locks.mention(name, LOCKS, ["gone"]);
    const future = client.options({ pure: false }).submit(takeLock, lock);
    this.#futures.push(future);
    void future.result().then((token) => {
      granted(["granted", token]);
      end();
    });
  }

  #befall(fate: Fate, { client, bus, process }: SimulatedClient, user: User): void {
    if (fate === "stays") return;
    fade(this.histories, user.name);
    if (fate !== "leaves") this.unheard.set(user.name, this.#cluster.clock.now());
    if (fate === "falls silent") {
      this.#silent.push(user);
      return this.#mute(user, bus, 0, this.#course.silence);
    }
    if (fate === "sleeps") {
      forget(this.histories, user.name);
      return this.#mute(user, bus, ...this.#course.sleep);
    }
    if (fate === "leaves") {
      void user
        .finish()
        .then(() => client.close())
        .then(() => lose(this.histories, user.name));
      return;
    }
    user.over = true;
    process.kill();
    lose(this.histories, user.name);
  }

  #mute({ name }: User, bus: SimulatedBus, least: number, most: number): void {
    const { clock, random } = this.#cluster;
    bus.muted = true;
    clock.after(least + random.next() * (most - least), () => {
      bus.muted = false;
      this.unheard.delete(name);
    });
  }
}
