import { randomBytes } from "node:crypto";
import { MessageChannel, type Worker } from "node:worker_threads";
import type { Bus } from "../bus/bus.ts";
import { serveBus } from "../bus/serve.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { toError } from "../codec/failure.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import type { WorkerIdentity } from "./context.ts";
import { Outbox } from "./outbox.ts";
import { startThread } from "./start.ts";
import { type Enclosed, LARGE, type ThreadData, transferable } from "./words.ts";

/** What a thread is started with. */
export interface ThreadOptions {
  readonly entry: URL;
  /** Tells it from the other threads of this process, past ones too. */
  readonly number: number;
  readonly worker: WorkerIdentity;
  readonly cluster: string;
  readonly bus: Bus;
  /** Where the files of modules are that clients have sent. */
  readonly modules: string;
  readonly memoryLimitMb: number;
  /** Node's numbers of the threads of this worker that run, this one too when it does. */
  readonly present: Set<number>;
}

/** What comes from a thread. */
export interface ThreadListener<Said> {
  /** `attached` is the payload of a word that carries none itself. Neither may be kept without a copy. */
  heard(word: Said, attached: Payload | undefined): void;
  /** It is gone, and all that it said was heard; `failure` is what it threw. */
  exited(failure: Error | null): void;
}

const NONE: readonly Uint8Array[] = [];

/** A word as it comes through the port, and the payload that comes along. */
type Posted = readonly [word: Uint8Array, attached?: Payload];

/** A running thread, as its process holds it: words go in, words come out. */
export class ThreadHandle<Word extends readonly unknown[], Said extends readonly unknown[]> {
  readonly #listener: ThreadListener<Said>;
  /** Address of the client on it. */
  readonly client: string;
  readonly #outbox = new Outbox();
  /** Null where it could not be started. */
  readonly #worker: Worker | null;
  #words: Word[] = [];
  #large: Payload[] = [];
  /** Words that came through the port; each is heard when its turn in the outbox has come. */
  readonly #posted: Posted[] = [];
  /** Records behind a word that has yet to come through the port. */
  #behind = NONE;
  #reading = false;
  #failure: Error | null = null;

  /** `more` is for the thread alone. */
  constructor(options: ThreadOptions, listener: ThreadListener<Said>, more: object = {}) {
    this.#listener = listener;
    const { worker, number } = options;
    this.client = `${worker.address.replace(/^[^.]*/, "client")}-${number}-${randomBytes(4).toString("hex")}`;
    this.#worker = this.#start(options, more);
  }

  /** Says a word; it is on its way after `flush`. */
  say(word: Word): void {
    this.#words.push(word);
  }

  /** A payload as part of a word, to be said before the next `flush`. */
  enclose(payload: Payload): Enclosed {
    if (payload.length < LARGE) return payload;
    const shared = payload.buffer instanceof SharedArrayBuffer;
    return this.#large.push(shared ? payload : payload.slice()) - 1;
  }

  flush(): void {
    if (this.#words.length === 0) return;
    const parts = [encodeBatch(this.#words), ...this.#large];
    this.#worker?.postMessage(parts, parts.flatMap(transferable));
    this.#words = [];
    this.#large = [];
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(
    { entry, worker, cluster, bus, modules, memoryLimitMb, present }: ThreadOptions,
    more: object,
  ): Worker | null {
    const { port1, port2 } = new MessageChannel();
    serveBus(port1, bus);
    port1.unref();
    const workerData: ThreadData = {
      worker,
      cluster,
      modules,
      client: this.client,
      bus: port2,
      outbox: this.#outbox.memory,
    };
    const resourceLimits = { maxOldGenerationSizeMb: memoryLimitMb };
    let thread: Worker;
    try {
      thread = startThread(entry, {
        workerData: { ...workerData, ...more },
        transferList: [port2],
        resourceLimits,
      });
    } catch (thrown) {
      port1.close();
      // As with any other that ends at once, whoever starts it knows it by then.
      setImmediate(() => this.#listener.exited(refusal(toError(thrown))));
      return null;
    }
    this.#follow(thread, present);
    return thread;
  }

  #follow(thread: Worker, present: Set<number>): void {
    const { threadId } = thread; // it has none any more when it has ended
    present.add(threadId);
    thread.unref();
    thread.on("message", (posted: Posted | null) => {
      if (posted !== null) this.#posted.push(posted);
      this.#read();
    });
    thread.on("error", (error: Error) => {
      this.#failure = error;
    });
    thread.on("exit", () => {
      present.delete(threadId);
      this.#hear();
      this.#listener.exited(this.#failure);
    });
  }

  /** Reads until nothing comes for a turn of the event loop; what comes later wakes it again. */
  #read(): void {
    if (this.#hear() === 0) {
      this.#outbox.sleep();
      if (this.#hear() === 0) return;
    }
    if (this.#reading) return;
    this.#reading = true;
    setImmediate(() => {
      this.#reading = false;
      this.#read();
    });
  }

  /** Hears words in the order in which they were said; returns how many records were read. */
  #hear(): number {
    const read = this.#outbox.read();
    const records = this.#behind.length === 0 ? read : [...this.#behind, ...read];
    let heard = 0;
    while (heard < records.length && this.#take(records[heard] as Uint8Array)) heard++;
    this.#behind = heard === records.length ? NONE : records.slice(heard);
    return read.length;
  }

  /** False where it stands for a word that has not come through the port yet. */
  #take(record: Uint8Array): boolean {
    const posted = record.length > 0 ? undefined : this.#posted.shift();
    if (record.length === 0 && posted === undefined) return false;
    this.#listener.heard(decodeBatch(posted?.[0] ?? record) as unknown as Said, posted?.[1]);
    return true;
  }
}

/** Why no thread could be started. */
function refusal(cause: Error): Error {
  if ((cause as NodeJS.ErrnoException).code !== "ERR_WORKER_INIT_FAILED") return cause;
  const text = `the system gives no more threads (${cause.message}). Raise its limits, or have fewer threads there.`;
  return new TroupeError(text, { cause });
}
