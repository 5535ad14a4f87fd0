import type { Bus } from "../bus/bus.ts";
import { encodeError } from "../codec/failure.ts";
import { ActorDiedError } from "../protocol/errors.ts";
import type { ActorTerms, Payload } from "../protocol/messages.ts";
import type { WorkerIdentity } from "./context.ts";
import type { Assignment, Call, ExecutorListener } from "./executor.ts";
import { ThreadHandle } from "./handle.ts";
import { ACTOR_ENTRY } from "./start.ts";
import { ENDING, type FromThread, type ToActors } from "./words.ts";

/** What the actors of a worker need. */
export interface ActorsOptions {
  readonly listener: ExecutorListener;
  readonly worker: WorkerIdentity;
  readonly cluster: string;
  /** What the client of the thread speaks over. */
  readonly bus: Bus;
  readonly modules: string;
  readonly memoryLimitMb: number;
  /** The code that goes by a hash. */
  code(hash: string): Payload | undefined;
}

type Answer = (ok: boolean, payload: Payload) => void;

/** A creation or a call that the thread has not answered yet. */
interface Pending {
  readonly key: string;
  /** Of a creation. */
  readonly run: number | null;
  readonly answer: Answer;
}

const NO_RESULT = new Uint8Array();

/** The actors of a worker, on one thread that starts with the first of them. A thread that ends takes its actors along. */
export class Actors {
  readonly #options: ActorsOptions;
  /** Why an actor died, or null for one that is alive or being made. */
  readonly #deaths = new Map<string, Payload | null>();
  readonly #pending = new Map<number, Pending>();
  readonly #taught = new Set<string>();
  #thread: ThreadHandle<ToActors> | null = null;
  #lastThread = 0;
  #lastOrder = ENDING;
  /** Why the thread ends, once it has said so. */
  #reason: Payload | null = null;
  #due = false;

  constructor(options: ActorsOptions) {
    this.#options = options;
  }

  create({ key, run, codes, args, values }: Assignment, _terms: ActorTerms): void {
    const { listener } = this.#options;
    const thread = this.#running();
    for (const hash of codes) this.#teach(thread, hash);
    const dependencies = [...values].map(([name, value]) => [name, thread.enclose(value)] as const);
    const answer: Answer = (ok, payload) => {
      if (ok) return listener.done(key, run, payload.slice(), 0, []);
      this.#deaths.delete(key);
      listener.failed(key, run, payload.slice());
    };
    this.#deaths.set(key, null);
    thread.say([
      "create",
      this.#expect({ key, run, answer }),
      key,
      codes,
      thread.enclose(args),
      dependencies,
    ]);
    this.#soon();
  }

  call(caller: string, [, number, key, member, args]: Call): void {
    const { listener } = this.#options;
    const answer: Answer = (ok, payload) =>
      ok ? listener.gave(caller, number, payload, []) : listener.threw(caller, number, payload);
    const death = this.#deaths.get(key);
    const thread = this.#thread;
    if (death != null) return answer(false, death);
    if (death === undefined || thread === null)
      return answer(false, died(`${key} is not here any more: it was ended. Make another.`));
    const order = this.#expect({ key, run: null, answer });
    thread.say(["call", order, key, member, args === null ? null : thread.enclose(args)]);
    this.#soon();
  }

  withdraw(_caller: string, _number: number): void {}

  took(_caller: string, _number: number): void {}

  forsake(_caller: string): void {}

  dismiss(key: string): void {
    if (!this.#deaths.delete(key)) return;
    const death = died(`${key} was ended before it had answered: nobody held it any more.`);
    for (const [order, { key: whose, run, answer }] of this.#pending) {
      if (whose !== key) continue;
      this.#pending.delete(order);
      if (run === null) answer(false, death);
      else this.#options.listener.returned(key, run);
    }
    this.#thread?.say(["dismiss", key]);
    this.#soon();
  }

  kill(key: string): void {
    if (!this.#deaths.has(key)) return;
    this.dismiss(key);
    const death = died(`${key} was killed. Make another.`);
    this.#deaths.set(key, death);
    this.#options.listener.died(key, death);
  }

  /** Ends the thread; what is not answered fails. */
  async close(): Promise<void> {
    for (const [order, { run }] of this.#pending) if (run !== null) this.#pending.delete(order);
    this.#reason = died("The worker that hosted the actor has left. Make another.");
    await this.#thread?.end();
  }

  #running(): ThreadHandle<ToActors> {
    if (this.#thread !== null) return this.#thread;
    const { worker, cluster, bus, modules, memoryLimitMb } = this.#options;
    // Threads of tasks are numbered; the client of this one has an address apart from theirs.
    const number = --this.#lastThread;
    const options = { entry: ACTOR_ENTRY, number, worker, cluster, bus, modules, memoryLimitMb };
    const thread: ThreadHandle<ToActors> = new ThreadHandle(options, {
      heard: (word, attached) => this.#hear(word, attached),
      exited: (failure) => {
        this.#exited(failure);
        this.#options.listener.left(thread.client);
      },
    });
    this.#thread = thread;
    return thread;
  }

  #expect(pending: Pending): number {
    this.#pending.set(++this.#lastOrder, pending);
    return this.#lastOrder;
  }

  #teach(thread: ThreadHandle<ToActors>, hash: string): void {
    const code = this.#taught.has(hash) ? undefined : this.#options.code(hash);
    if (code === undefined) return;
    this.#taught.add(hash);
    thread.say(["code", hash, thread.enclose(code)]);
  }

  #hear(word: FromThread, attached: Payload | undefined): void {
    if (word[0] !== "done" && word[0] !== "failed") return;
    const [kind, order, payload] = word;
    const content = attached ?? payload ?? NO_RESULT;
    if (order === ENDING) {
      this.#reason = content.slice();
      return;
    }
    const pending = this.#pending.get(order);
    this.#pending.delete(order);
    pending?.answer(kind === "done", content);
  }

  #exited(failure: Error | null): void {
    const { listener } = this.#options;
    const told = this.#reason;
    const death = this.#because(failure);
    const pending = [...this.#pending.values()];
    this.#thread = null;
    this.#reason = null;
    this.#taught.clear();
    this.#pending.clear();
    for (const [key, known] of this.#deaths) if (known === null) this.#deaths.set(key, death);
    for (const { key, run, answer } of pending) {
      if (run === null || told === null) {
        answer(false, death);
      } else {
        // The thread has told whose fault it is, and answered that one: this one was only near it.
        this.#deaths.delete(key);
        listener.returned(key, run);
      }
    }
  }

  #because(failure: Error | null): Payload {
    const why = failure === null ? "it ended" : failure.message;
    return this.#reason ?? died(`The thread of the actor ended, and the actor with it: ${why}.`);
  }

  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#thread?.flush();
    });
  }
}

function died(message: string): Payload {
  return encodeError(new ActorDiedError(message));
}
