import { Client } from "../../src/client/client.ts";
import { decodeBatch, encodeBatch } from "../../src/codec/batch.ts";
import type { ActorThread } from "../../src/executor/actors-options.ts";
import { Codes } from "../../src/executor/codes.ts";
import type { WorkerIdentity } from "../../src/executor/context.ts";
import type { ThreadListener } from "../../src/executor/handle.ts";
import { Residents, surroundings } from "../../src/executor/residents.ts";
import { Signals } from "../../src/executor/signals.ts";
import { acquainted, ThreadClient } from "../../src/executor/thread-client.ts";
import type { FromActors, ToActors } from "../../src/executor/words.ts";
import type { Payload } from "../../src/protocol/messages.ts";
import type { SimulatedNetwork } from "./network.ts";
import type { SimulatedProcess } from "./process.ts";

/** Time that a word takes between a process and its thread at most, ms. */
const HOP_MS = 2;

/** What a thread and its process share: where it is stuck in a turn, the thread changes nothing of it any more. */
class ThreadSignals extends Signals {
  readonly #process: SimulatedProcess;

  constructor(memory: SharedArrayBuffer, process: SimulatedProcess) {
    super(memory);
    this.#process = process;
  }

  override enter(order: number): void {
    if (!this.#process.frozen) super.enter(order);
  }
}

/** Where a thread of actors is started. */
export interface ThreadSite {
  readonly network: SimulatedNetwork;
  /** Of the worker. */
  readonly process: SimulatedProcess;
  readonly worker: WorkerIdentity;
  /** Of the client on it. */
  readonly address: string;
}

/** A thread of actors in this process: who lives on it is the product's own, and words take their virtual time. */
export class SimulatedThread implements ActorThread {
  readonly client: string;
  readonly residents: Residents;
  readonly #site: ThreadSite;
  readonly #listener: ThreadListener<FromActors>;
  readonly #process: SimulatedProcess;
  readonly #own: ThreadClient;
  #words: ToActors[] = [];
  /** On their way to the thread, and from it. */
  readonly #posted: Uint8Array[] = [];
  readonly #said: Uint8Array[] = [];
  readonly #waiting: ToActors[] = [];
  /** Orders of machines that are being made: their modules are loaded by the process that simulates, in its time. */
  readonly #making = new Map<number, () => void>();
  #exit: Promise<void> | null = null;

  constructor(site: ThreadSite, listener: ThreadListener<FromActors>, signals: Signals) {
    this.client = site.address;
    this.#site = site;
    this.#listener = listener;
    this.#process = site.process.thread(site.address);
    this.#own = new ThreadClient(() => this.#connect());
    const client = this.#own;
    this.residents = new Residents({
      name: site.address,
      worker: site.worker,
      client,
      codes: new Codes(() => client.open(), ""),
      signals: new ThreadSignals(signals.memory, this.#process),
      say: (word) => this.#say(word),
      hear: () => this.#hear(),
    });
  }

  get dead(): boolean {
    return this.#process.dead;
  }

  say(word: ToActors): void {
    this.#words.push(word);
  }

  enclose(payload: Payload): Payload {
    return payload;
  }

  flush(): void {
    if (this.#words.length === 0) return;
    this.#posted.push(encodeBatch(this.#words));
    this.#words = [];
    this.#process.after(this.#hop(), () => {
      this.#hear();
      for (let word = this.#waiting.shift(); word !== undefined; word = this.#waiting.shift())
        this.#obey(word);
    });
  }

  #obey(word: ToActors): void {
    const { size } = this.residents;
    this.residents.obey(word, []);
    if (word[0] !== "create" || word[7][0] !== "machine" || this.residents.size === size) return;
    const made = new Promise<void>((resolve) => this.#making.set(word[1], resolve));
    // Until its client knows who there is, words have to take their time.
    void this.#own.open().then(() => this.#site.network.clock.hold(made));
  }

  end(): Promise<void> {
    return this.exit(null);
  }

  /** It ends now, by itself where there is a failure. */
  exit(failure: Error | null): Promise<void> {
    this.#exit ??= new Promise((resolve) => {
      this.#process.kill();
      this.#site.process.after(this.#hop(), () => {
        this.#listen();
        this.#listener.exited(failure);
        resolve();
      });
    });
    return this.#exit;
  }

  #hop(): number {
    return this.#site.network.random.next() * HOP_MS;
  }

  /** What is pressing is obeyed when it is heard. */
  #hear(): void {
    for (const batch of this.#posted.splice(0)) {
      for (const word of decodeBatch(batch) as ToActors[]) {
        if (this.residents.isPressing(word)) this.residents.obey(word, []);
        else this.#waiting.push(word);
      }
    }
  }

  #say(word: FromActors): void {
    if (word[0] === "done" || word[0] === "failed") this.#making.get(word[1])?.();
    if (this.#process.dead || this.#process.frozen) return;
    this.#said.push(encodeBatch(word));
    this.#site.process.after(this.#hop(), () => this.#listen());
  }

  #listen(): void {
    for (const word of this.#said.splice(0))
      this.#listener.heard(decodeBatch(word) as unknown as FromActors, undefined);
  }

  async #connect(): Promise<Client> {
    const { network } = this.#site;
    const bus = network.connect(this.#process);
    const seams = { bus, cluster: "default", address: this.client, name: this.client, clock: this.#process };
    const client = Client.over({ ...seams, random: () => network.random.hex(), surroundings });
    await acquainted(client);
    return client;
  }
}
