import { randomBytes } from "node:crypto";
import { MessageChannel, type Worker } from "node:worker_threads";
import type { Bus } from "../bus/bus.ts";
import { serveBus } from "../bus/serve.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
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

/** A running thread, as its process holds it: words go in, words come out. */
export class ThreadHandle<Word extends readonly unknown[], Said extends readonly unknown[]> {
  readonly #listener: ThreadListener<Said>;
  /** Address of the client on it. */
  readonly client: string;
  readonly #outbox = new Outbox();
  readonly #worker: Worker;
  #words: Word[] = [];
  #large: Payload[] = [];
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
    this.#worker.postMessage(parts, parts.flatMap(transferable));
    this.#words = [];
    this.#large = [];
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #start(
    { entry, worker, cluster, bus, modules, memoryLimitMb, present }: ThreadOptions,
    more: object,
  ): Worker {
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
    const thread = startThread(entry, {
      workerData: { ...workerData, ...more },
      transferList: [port2],
      resourceLimits,
    });
    const { threadId } = thread; // it has none any more when it has ended
    present.add(threadId);
    thread.unref();
    thread.on("message", (parts: readonly [Uint8Array, Payload?] | null) => {
      this.#read();
      if (parts !== null) this.#listener.heard(decodeBatch(parts[0]) as unknown as Said, parts[1]);
    });
    thread.on("error", (error: Error) => {
      this.#failure = error;
    });
    thread.on("exit", () => {
      present.delete(threadId);
      this.#hear();
      this.#listener.exited(this.#failure);
    });
    return thread;
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

  #hear(): number {
    const records = this.#outbox.read();
    for (const record of records) this.#listener.heard(decodeBatch(record) as unknown as Said, undefined);
    return records.length;
  }
}
