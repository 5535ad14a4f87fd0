import type { NodeWorker, Session } from "node:inspector";
import { counted } from "../client/text/units.ts";
import { Branch } from "../profile/branch.ts";
import { ALL, fold } from "../profile/fold.ts";
import type { Sample } from "../profile/wire.ts";
import { TroupeError } from "../protocol/errors.ts";
import { type Origin, SourcePlaces, TRACE_BACK } from "./places.ts";
import { ThreadInspector } from "./thread-inspector.ts";

/** How long threads may take to begin before they are not waited for: one that waits in native code does not answer, ms. */
const BEGIN_MS = 5000;
/** How long a thread may take to tell what it has seen before it is left out, ms. */
const PATIENCE_MS = 10_000;
/** How long samples stay with their thread, which takes them along when it ends, ms. */
const CYCLE_MS = 10_000;

/** Somebody measures coverage, which must not be ended; then all code is made so that it is known. */
const COVERED = process.env["NODE_V8_COVERAGE"] !== undefined;

/** Time between two samples at least, µs, whoever asks. */
const LEAST_INTERVAL = 100;

type Inspector = typeof import("node:inspector");

/** A thread, and what it was told last: it does that before anything else. */
interface Thread {
  readonly inspector: ThreadInspector;
  turn: Promise<void>;
}

/** Samples threads of this process from its main thread, from `begin` to `end`. */
export class Sampling {
  readonly #session: Session;
  readonly #present: ReadonlySet<number>;
  readonly #interval: number;
  readonly #places: SourcePlaces;
  readonly #root = new Branch(ALL);
  /** By their sessions. */
  readonly #threads = new Map<string, Thread>();
  readonly #cycle: NodeJS.Timeout;
  #count = 0;
  #ended = 0;
  #closed = false;

  /** `present` are Node's numbers of the threads to be sampled, also of those to come; `interval` is in µs. */
  constructor({ Session }: Inspector, present: ReadonlySet<number>, interval: number, modules: string) {
    this.#session = new Session();
    this.#present = present;
    this.#interval = Math.max(LEAST_INTERVAL, interval);
    this.#places = new SourcePlaces(modules);
    this.#session.on("NodeWorker.attachedToWorker", ({ params }) => this.#attach(params));
    this.#session.on("NodeWorker.detachedFromWorker", ({ params }) => this.#detach(params.sessionId));
    this.#session.on("NodeWorker.receivedMessageFromWorker", ({ params }) =>
      this.#threads.get(params.sessionId)?.inspector.hear(params),
    );
    this.#cycle = setInterval(() => this.#gather(), CYCLE_MS).unref();
  }

  /** Resolves when the threads that there are are sampled, but those that do not answer. */
  async begin(): Promise<void> {
    if (this.#closed) throw new TroupeError("Nobody waits for it any more.");
    this.#session.connect();
    await new Promise<void>((resolve, reject) => {
      this.#session.post("NodeWorker.enable", { waitForDebuggerOnStart: false }, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
    const all = Promise.all([...this.#threads.values()].map(({ turn }) => turn));
    await inTime(all, BEGIN_MS);
  }

  /** Ends it, and says what was seen. */
  async end(): Promise<Sample> {
    clearInterval(this.#cycle);
    const taken = [...this.#threads.values()].map(({ inspector, turn }) =>
      inTime(
        turn.then(() => this.#take(inspector)).then(() => true),
        PATIENCE_MS,
      ),
    );
    const silent = (await Promise.all(taken)).filter((answered) => answered === undefined).length;
    this.close();
    const flaws = [
      ...(silent === 0 ? [] : [`${counted(silent, "thread")} did not answer within ${PATIENCE_MS} ms`]),
      ...(this.#ended === 0
        ? []
        : [`${counted(this.#ended, "thread")} ended, with the samples of the last seconds`]),
    ];
    return { root: this.#root, threads: this.#count, flaw: flaws.join("; ") };
  }

  /** Ends it, whatever was seen. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#cycle);
    this.#session.disconnect();
    for (const { inspector } of this.#threads.values()) inspector.leave();
    this.#threads.clear();
  }

  #attach({ sessionId, workerInfo: { title } }: NodeWorker.AttachedToWorkerEventDataType): void {
    const number = /\[worker (\d+)\]/.exec(title)?.[1];
    if (number === undefined || !this.#present.has(Number(number))) {
      this.#session.post("NodeWorker.detach", { sessionId });
      return;
    }
    const inspector = new ThreadInspector(this.#session, sessionId);
    const thread: Thread = { inspector, turn: Promise.resolve() };
    // It is known before it is told anything: answers come while the next words are said.
    this.#threads.set(sessionId, thread);
    thread.turn = this.#start(inspector);
    this.#count++;
  }

  #detach(sessionId: string): void {
    const thread = this.#threads.get(sessionId);
    if (thread === undefined) return;
    this.#threads.delete(sessionId);
    this.#ended++;
    thread.inspector.leave();
  }

  async #start(thread: ThreadInspector): Promise<void> {
    try {
      // All at once: a thread takes them in order, and what it is about to do may be short.
      await Promise.all([
        thread.tell("Profiler.enable"),
        thread.tell("Profiler.setSamplingInterval", { interval: this.#interval }),
        thread.tell("Profiler.start"),
        COVERED ? undefined : renew(thread),
      ]);
    } catch {
      // It has ended, and has nothing to tell.
    }
  }

  /** Takes what the threads have seen so far. */
  #gather(): void {
    for (const thread of this.#threads.values()) {
      const { inspector, turn } = thread;
      thread.turn = turn.then(() => this.#take(inspector)).then(() => this.#start(inspector));
    }
  }

  async #take(thread: ThreadInspector): Promise<void> {
    try {
      const { profile } = await thread.tell("Profiler.stop");
      await inTime(this.#trace(thread, profile.nodes), PATIENCE_MS / 2);
      fold(profile, this.#root, this.#places);
    } catch {
      // It has ended, or never begun.
    }
  }

  /** Finds out where compiled functions are in their sources, which only their thread knows. */
  async #trace(thread: ThreadInspector, nodes: Parameters<SourcePlaces["unknown"]>[0]): Promise<void> {
    const positions = this.#places.unknown(nodes);
    if (positions.length === 0) return;
    const expression = `(${TRACE_BACK})(${JSON.stringify(positions)})`;
    const { result } = await thread.tell("Runtime.evaluate", { expression, returnByValue: true });
    const origins: unknown = result.value;
    if (Array.isArray(origins)) this.#places.learn(positions, origins as (Origin | null)[]);
  }
}

/** Loops that were optimized while they ran are unknown to V8's profiler: to begin coverage has all such code made anew. */
async function renew(thread: ThreadInspector): Promise<void> {
  await Promise.all([
    thread.tell("Profiler.startPreciseCoverage", { callCount: false, detailed: false }),
    thread.tell("Profiler.stopPreciseCoverage"),
  ]);
}

/** What comes in time; undefined where that does not. */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
