import type { ActorFuture } from "../../src/client/actors/actor-future.ts";
import { actorOf } from "../../src/client/actors/handle.ts";
import type { Client } from "../../src/client/client.ts";
import { Accounts } from "./accounts.ts";
import type { SimulatedClient, SimulatedCluster } from "./cluster.ts";
import { Ledger, type Note, type Outcome } from "./ledger.ts";
import { SimulatedProcess } from "./process.ts";
import { Purse, type Reference } from "./purse.ts";
import type { Step } from "./steps.ts";
import { spend, splurge, Till } from "./till.ts";

type Of<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

/** Who takes a step. */
interface Member {
  readonly client: Client;
  readonly name: string;
}

/** Something that was asked of an actor, and how it ended. */
interface End {
  readonly what: string;
  readonly till: number;
  readonly outcome: Outcome;
  readonly cancelled: boolean;
}

/** A day at a bank: clients, the actors that they make and call, and what came of it. */
export class Bank {
  readonly ledger = new Ledger();
  readonly accounts = new Accounts();
  readonly members: readonly SimulatedClient[];
  readonly #purse = new Purse();
  /** Steps that are not over, by client. */
  readonly #open = new Map<string, Set<Step>>();
  readonly #ends: End[] = [];
  /** Ids of calls that were cancelled. */
  readonly #cancelled = new Set<number>();

  constructor(cluster: SimulatedCluster, clients: number) {
    globalThis.simulatedLedger = this.ledger;
    this.members = Array.from({ length: clients }, () => cluster.join());
  }

  /** Has steps happen in their time. */
  plan(steps: readonly Step[]): void {
    for (const step of steps) {
      const { client, process } = this.members[step.client] as SimulatedClient;
      const { name } = process;
      const open = this.#open.get(name) ?? new Set();
      this.#open.set(name, open.add(step));
      process.after(step.at, () => {
        void this.#take(step, { client, name }).then((outcome) => {
          open.delete(step);
          if (outcome !== null) this.#end(JSON.stringify(step), step.till, outcome, false);
        });
      });
    }
  }

  /** Steps of living clients that have not come to an end. */
  get open(): readonly Step[] {
    return this.members.flatMap(({ process }) =>
      process.dead ? [] : [...(this.#open.get(process.name) ?? [])],
    );
  }

  /** What is not as it should be, where workers may be gone, or a scheduler (null). */
  verdict(isGone: (host: string | null) => boolean): readonly string[] {
    const calls = this.ledger.lines.flatMap(({ note, outcome }): End[] => {
      const { id, actor, caller } = note;
      const what = `call ${id} of ${caller} to ${actor}`;
      return outcome === null ? [] : [{ what, till: actor, outcome, cancelled: this.#cancelled.has(id) }];
    });
    const strange = [...this.#ends, ...calls].filter(
      ({ till, outcome, cancelled }) => !this.accounts.explains(till, outcome, cancelled, isGone),
    );
    return [
      ...this.ledger.verdict(),
      ...strange.map(({ what, outcome }) => `${what} ended with ${JSON.stringify(outcome)}`),
    ];
  }

  /** What there is to tell of all actors, where anything is `wrong`. */
  tale(wrong: boolean): readonly string[] {
    return wrong ? [...this.accounts.all].flatMap(([till]) => this.ledger.tale(till)) : [];
  }

  /** Lets go of everything. */
  release(): void {
    this.#purse.release();
  }

  /** What went wrong, apart from calls; null where nothing did. */
  async #take(step: Step, member: Member): Promise<Outcome | null> {
    try {
      await this.#do(step, member);
      return null;
    } catch (error) {
      const { name, message } = error as Error;
      return { name, text: message };
    }
  }

  async #do(step: Step, member: Member): Promise<void> {
    if (step.kind === "open") return this.#make(step, member);
    if (step.kind === "find") return this.#find(step, member);
    const reference = this.#purse.find(member.name, step.till);
    if (reference !== undefined) await this.#use(step, member, reference);
  }

  async #use(
    step: Exclude<Step, Of<"open"> | Of<"find">>,
    member: Member,
    reference: Reference,
  ): Promise<void> {
    switch (step.kind) {
      case "call":
        // One that nobody ends would wait for good.
        if (step.deed === "hang" && !this.#endanger(step.till, reference)) return;
        return this.#call(member, step.till, (note) => this.#begin(step, note, reference));
      case "carry":
        return this.#carry(step, member, reference);
      case "befriend": {
        const friend = this.#purse.find(member.name, step.other);
        if (friend === undefined) return;
        this.accounts.of(step.till).friends.add(step.other);
        return this.#call(member, step.till, (note) =>
          this.#purse.hold(reference.befriend(note, [step.other, friend])),
        );
      }
      case "task": {
        const work = step.eager ? splurge : spend;
        const { client, name } = member;
        const task = client
          .options({ pure: false })
          .submit(work, `task of ${name}`, step.till, reference, step.times);
        this.#purse.hold(task);
        await task;
        return;
      }
      case "pass":
        return this.#pass(step.till, member, reference);
      case "read":
        await this.#purse.hold(reference.total);
        return;
      case "kill":
        this.accounts.of(step.till).killed = true;
        return member.client.kill(reference);
      case "drop":
        this.#purse.forget(member.name, step.till);
        reference[Symbol.dispose]();
        return;
    }
  }

  async #make(
    { till, named, timeout, broken, isolate, concurrency }: Of<"open">,
    { client, name }: Member,
  ): Promise<void> {
    const account = this.accounts.of(till);
    account.name = named ? `till-${till}` : null;
    account.timeout = timeout;
    account.broken = broken;
    const options = {
      isolate,
      concurrency,
      ...(timeout > 0 && { timeout }),
      ...(account.name !== null && { name: account.name }),
    };
    this.#keep(name, till, await client.options(options).actor(Till, till, broken, concurrency));
  }

  async #find({ till }: Of<"find">, member: Member): Promise<void> {
    const { name } = this.accounts.of(till);
    if (name === null || this.#purse.find(member.name, till) !== undefined) return;
    const found = await member.client.lookup<Till>(name).catch((error: Error) => {
      if (error.name === "NotFoundError") return null;
      throw error;
    });
    if (found !== null) this.#keep(member.name, till, found);
  }

  /** What one actor gives is what another is given. */
  async #carry({ till, other }: Of<"carry">, member: Member, reference: Reference): Promise<void> {
    const first = this.#purse.find(member.name, other);
    if (first === undefined) return;
    this.accounts.of(till).friends.add(other);
    let amount: ActorFuture<number> | undefined;
    const given = this.#call(member, other, (note) => {
      amount = this.#purse.hold(first.add(note, 1));
      return amount;
    });
    const taken = this.#call(member, till, (note) => this.#purse.hold(reference.add(note, amount ?? 0)));
    await Promise.all([given, taken]);
  }

  /** What an actor gives is what a task is given. */
  async #pass(till: number, member: Member, reference: Reference): Promise<void> {
    let given: ActorFuture<number> | undefined;
    const call = this.#call(member, till, (note) => {
      given = this.#purse.hold(reference.add(note, 1));
      return given;
    });
    const task = member.client.options({ pure: false }).submit((x: number | undefined) => x, given);
    this.#purse.hold(task);
    const [, passed] = await Promise.all([call, task]);
    if (passed !== (await given)) throw new Error(`${await given} became ${passed} on its way`);
  }

  /** Begins a call; what is given inside its answer is redeemed. */
  #begin({ deed, amount, cancel }: Of<"call">, note: Note, reference: Reference): PromiseLike<unknown> {
    if (deed === "lend") return this.#borrow(reference, note, amount);
    const call = this.#purse.hold(reference[deed](note, amount));
    if (cancel !== null)
      SimulatedProcess.present?.after(cancel, () => {
        this.#cancelled.add(note.id);
        void call.cancel();
      });
    return call;
  }

  async #borrow(reference: Reference, note: Note, amount: number): Promise<number> {
    const { future, friend } = await this.#purse.hold(reference.lend(note, amount));
    if (friend !== null) this.#purse.take(friend[1]);
    return future;
  }

  /** Makes a call; how it ends is in the ledger. */
  async #call(member: Member, till: number, begin: (note: Note) => PromiseLike<unknown>): Promise<void> {
    await this.ledger.call(till, member.name, [], begin).catch(() => {});
  }

  #end(what: string, till: number, outcome: Outcome, cancelled: boolean): void {
    this.#ends.push({ what, till, outcome, cancelled });
  }

  /** An actor is to be stuck: its thread ends by its timeout, where it has one. */
  #endanger(till: number, reference: Reference): boolean {
    const host = actorOf(reference)?.reference[2];
    const { timeout } = this.accounts.of(till);
    if (timeout > 0 && host !== undefined) this.accounts.stuck.add(host);
    return timeout > 0;
  }

  #keep(name: string, till: number, reference: Reference): void {
    const host = this.#purse.keep(name, till, reference);
    if (host !== undefined) this.accounts.of(till).hosts.add(host);
  }
}
