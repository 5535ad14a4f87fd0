import { createActor } from "xstate";
import type { SchedulerEvent } from "../../../actors/scheduler/machine.ts";
import { schedulerMachine } from "../../../actors/scheduler/machine.ts";
import type { TaskRow } from "../../../actors/scheduler/rows.ts";
import type { Tables } from "../../../actors/scheduler/tables.ts";
import { validate } from "../../../actors/scheduler/validate.ts";
import { FactBook } from "../../../src/cluster/fact-book.ts";
import type { Change } from "../../../src/protocol/facts.ts";
import {
  PROTOCOL_VERSION,
  type ToClient,
  type ToScheduler,
  type ToWorker,
} from "../../../src/protocol/messages.ts";
import { payload, type Submission } from "../../support/words.ts";
import { claim } from "./claim.ts";
import { Holder } from "./holder.ts";
import { Worker } from "./worker.ts";

/** A name that tasks ask for, which not every worker has. */
export const SPECIAL = "special";

/** A scheduler among workers and clients that do what they like, as far as the protocol lets them. */
export class World {
  readonly workers: Worker[] = [];
  readonly clients: Holder[] = [];
  /** Keys that were ever submitted. */
  readonly keys: string[] = [];
  /** What is in primitives. */
  readonly pins = new Map<number, readonly string[]>();
  /** All that was recorded, in order. */
  readonly changes: Change[] = [];
  #epoch = 0;
  readonly #durable: boolean;
  #actor;
  #ids = 0;
  #now = 0;
  #runs = 0;

  /** With a store, or without. */
  constructor(durable: boolean) {
    this.#durable = durable;
    this.#actor = this.#lead();
    this.tell({ type: "probe.silent" });
  }

  get tables(): Tables {
    return this.#actor.getSnapshot().context.tables;
  }

  /** The scheduler is gone; another knows nothing, and everybody comes back to it, in the order of the dice. */
  takeOver(dice: number): void {
    this.#actor.stop();
    this.#epoch++;
    this.#runs = 1000 * this.#epoch;
    this.#actor = this.#lead();
    this.tell({ type: "probe.silent" });
    for (const [pin, keys] of this.pins) this.tell({ type: "pin", pin, keys });
    const book = new FactBook();
    for (const change of this.changes) book.take(change);
    if (book.facts.length > 0) this.tell({ type: "recall", facts: book.facts });
    const peers = [...this.workers, ...this.clients];
    for (let i = 0, at = dice; peers.length > 0; i++, at += dice + i) {
      const [peer] = peers.splice(at % peers.length, 1);
      if (peer instanceof Worker) this.say(peer, ...peer.testify());
      else if (peer !== undefined)
        this.say(peer, ...peer.comeBack(this.workers.map(({ address }) => address)));
    }
    // Time is up, and once more for who was missing.
    while (this.#actor.getSnapshot().matches("recovering")) this.tell({ type: "recovered" });
  }

  #lead() {
    return createActor(schedulerMachine, { input: { epoch: this.#epoch, durable: this.#durable } }).start();
  }

  tell(event: SchedulerEvent): void {
    const kept = [...this.tables.tasks.values()].filter(({ keepers }) => keepers.length > 0);
    this.#actor.send(event);
    const snapshot = this.#actor.getSnapshot();
    if (snapshot.status === "error") throw snapshot.error;
    for (const effect of this.tables.takeEffects()) {
      if (effect.type === "send" || effect.type === "answer") this.#deliver(effect.to, effect.message);
      else if (effect.type === "record") this.changes.push(...effect.changes);
    }
    validate(this.tables);
    for (const row of kept) this.#checkKept(row, event);
  }

  say(from: { readonly address: string }, ...messages: readonly ToScheduler[]): void {
    this.tell({ type: "messages", from: from.address, messages, at: this.#now });
  }

  addClient(address = `client.c${this.#ids++}`): Holder {
    const client = new Holder(address);
    this.clients.push(client);
    this.say(client, ["client", PROTOCOL_VERSION, address, null, []]);
    return client;
  }

  addWorker(threads: number, special = false): Worker {
    const address = `worker.w${this.#ids++}`;
    const taken = [...this.tables.workers.values()].some(({ name }) => name === SPECIAL);
    const worker = new Worker(address, special && !taken ? SPECIAL : address, special ? [["gpu", 1]] : []);
    this.workers.push(worker);
    this.#greet(worker, threads);
    return worker;
  }

  /** A worker reads its mail, and answers. */
  read(worker: Worker): void {
    const answers = worker.read();
    if (answers.length > 0) this.say(worker, ...answers);
  }

  /** The worker and the client in its tasks are no more; the scheduler is told `how`. */
  removeWorker(worker: Worker, how: "bye" | "gone" | "silence"): void {
    this.workers.splice(this.workers.indexOf(worker), 1);
    const child = this.clients.findIndex(({ address }) => address === worker.child);
    if (child >= 0) this.clients.splice(child, 1);
    if (how === "silence") for (let i = 0; i < 6; i++) this.sweep();
    else if (how === "bye") this.say(worker, ["bye"]);
    else this.say({ address: "supervisor.s1" }, ["gone", worker.address]);
  }

  /** Half a second passes, and everybody gives a sign of life. */
  sweep(): void {
    for (const peer of [...this.workers, ...this.clients]) this.say(peer, ["beat"]);
    this.#now += 500;
    const heard = [...this.workers, ...this.clients].map(({ address }) => address);
    this.tell({ type: "swept", at: this.#now, heard });
  }

  /** The same process greets anew, after a break in which it has let go of everything. */
  greetAgain(worker: Worker): void {
    worker.forget();
    const child = this.clients.findIndex(({ address }) => address === worker.child);
    if (child >= 0) this.clients.splice(child, 1);
    this.#greet(worker, 1);
  }

  removeClient(client: Holder): void {
    this.clients.splice(this.clients.indexOf(client), 1);
    this.say(client, ["bye"]);
  }

  submit(client: Holder, key: string, more: Submission): void {
    this.keys.push(key);
    this.say(client, ...client.submit(key, more));
  }

  /** Offers a value; some keys are of one content, which several offer. */
  scatter(client: Holder, key: string, broadcast: boolean, futures: readonly string[]): void {
    this.keys.push(key);
    this.say(client, client.scatter(++this.#ids, key, broadcast, futures));
  }

  /** A value that the client will know. */
  promise(client: Holder, key: string): void {
    this.keys.push(key);
    this.say(client, client.promise(key));
  }

  /** The client knows what it has promised, small or large, or that it will not. */
  redeem(client: Holder, key: string, how: number): void {
    client.promises.delete(key);
    client.holds.set(key, "untold");
    if (how % 4 === 0) this.say(client, ["break", key, payload("e")]);
    else if (how % 4 === 1) this.scatter(client, key, false, []);
    // Only what was there before can be inside.
    const before = new Set(this.keys.slice(0, this.keys.indexOf(key)));
    const inside = [...client.holds.keys()].filter((held) => before.has(held));
    if (how % 4 > 1) this.say(client, ["fulfil", key, payload("v"), [key, ...inside.slice(0, how % 3)]]);
  }

  /** A primitive has something with these keys inside, from now on or no more. */
  pin(keys: readonly string[]): void {
    const pin = this.#ids++;
    this.pins.set(pin, keys);
    this.tell({ type: "pin", pin, keys });
  }

  unpin(pin: number): void {
    this.pins.delete(pin);
    this.tell({ type: "unpin", pin });
  }

  newKey(): string {
    return `k${this.#ids++}`;
  }

  /** It goes, or begins anew, where it was told to; says whether it was. */
  obey(worker: Worker): boolean {
    const { order } = worker;
    if (order === "go") this.removeWorker(worker, "bye");
    else if (order === "restart") this.greetAgain(worker);
    return order !== null;
  }

  /** All keys of everybody are cancelled, and all workers begin anew. */
  restart(client: Holder): void {
    for (const { forced, holds } of this.clients) for (const key of holds.keys()) forced.add(key);
    this.say(client, ["restart", 1]);
  }

  /** Throws where a task that was kept is so no more, and neither done nor cancelled. */
  #checkKept({ key, keepers }: TaskRow, event: SchedulerEvent): void {
    if (keepers.length > 0 && this.tables.tasks.has(key)) return;
    const messages = event.type === "messages" ? event.messages : [];
    const cancelled = messages.some((message) => message[0] === "cancel" && message[1].includes(key));
    const story = this.tables.story.lines(key);
    const ended = story.some((line) => /^\S+ (?:finish|share|arrive|fail|blame|cancel) /.test(line));
    claim(cancelled || ended, `${key} was kept, and is not any more:\n${story.join("\n")}`);
  }

  #greet(worker: Worker, threads: number): void {
    worker.threads = threads;
    this.say(worker, worker.greeting(null));
  }

  #deliver(to: string, message: ToWorker | ToClient): void {
    if (message[0] === "assign") {
      const takes = message[8] === "aside" || this.tables.workers.get(to)?.paused === false;
      claim(takes, `${to} is paused and was assigned ${message[1]}`);
      claim(message[2] === ++this.#runs, `run ${message[2]} comes after ${this.#runs - 1}`);
      for (const [key, , inline, holders] of message[5]) {
        claim(inline !== null || holders.length > 0, `${message[1]} was assigned without ${key}`);
      }
    }
    this.workers.find(({ address }) => address === to)?.mail.push(message as ToWorker);
    this.clients.find(({ address }) => address === to)?.take(message as ToClient);
  }
}
