import type { NodeWorker, Session } from "node:inspector";
import { Branch } from "../profile/branch.ts";
import { ALL, fold } from "../profile/fold.ts";
import type { Sample } from "../profile/wire.ts";
import { TroupeError } from "../protocol/errors.ts";
import { type Origin, SourcePlaces, TRACE_BACK } from "./places.ts";
import { ThreadInspector } from "./thread-inspector.ts";

/** How long a thread may take to answer before it is left out: one that waits in native code does not, ms. */
const PATIENCE_MS = 2000;
/** How long samples stay with their thread, which takes them along when it ends, ms. */
const CYCLE_MS = 10_000;

type Inspector = typeof import("node:inspector");

/** Samples threads of this process from its main thread, from `begin` to `end`. */
export class Sampling {
  readonly #session: Session;
  readonly #present: ReadonlySet<number>;
  readonly #interval: number;
  readonly #places: SourcePlaces;
  readonly #root = new Branch(ALL);
  readonly #threads = new Map<string, ThreadInspector>();
  readonly #sampled = new Set<ThreadInspector>();
  readonly #starting: Promise<void>[] = [];
  readonly #cycle: NodeJS.Timeout;
  #count = 0;
  #silent = 0;
  #ended = 0;
  #closed = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** `present` are Node's numbers of the threads to be sampled, also of those to come; `interval` is in µs. */
  constructor({ Session }: Inspector, present: ReadonlySet<number>, interval: number, modules: string) {
    this.#session = new Session();
    this.#present = present;
    this.#interval = interval;
    this.#places = new SourcePlaces(modules);
    this.#session.on("NodeWorker.attachedToWorker", ({ params }) => this.#attach(params));
    this.#session.on("NodeWorker.detachedFromWorker", ({ params }) => this.#detach(params.sessionId));
    this.#session.on("NodeWorker.receivedMessageFromWorker", ({ params }) =>
      this.#threads.get(params.sessionId)?.hear(params),
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
    await inTime(Promise.all(this.#starting));
  }

  /** Ends it, and says what was seen. */
  async end(): Promise<Sample> {
    await inTime(Promise.all(this.#starting));
    clearInterval(this.#cycle);
    await this.#turn;
    await Promise.all([...this.#sampled].map((thread) => this.#take(thread)));
    this.close();
    const flaws = [
      ...(this.#silent === 0 ? [] : [`${threads(this.#silent)} did not answer within ${PATIENCE_MS} ms`]),
      ...(this.#ended === 0 ? [] : [`${threads(this.#ended)} ended, with the samples of its last seconds`]),
    ];
    return { root: this.#root, threads: this.#count, flaw: flaws.join("; ") };
  }

  /** Ends it, whatever was seen. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#cycle);
    this.#session.disconnect();
    for (const thread of this.#threads.values()) thread.leave();
    this.#threads.clear();
  }

  #attach({ sessionId, workerInfo: { title } }: NodeWorker.AttachedToWorkerEventDataType): void {
    const number = /\[worker (\d+)\]/.exec(title)?.[1];
    if (number === undefined || !this.#present.has(Number(number))) {
      this.#session.post("NodeWorker.detach", { sessionId });
      return;
    }
    const thread = new ThreadInspector(this.#session, sessionId);
    this.#threads.set(sessionId, thread);
    this.#count++;
    this.#starting.push(this.#start(thread));
  }

  #detach(sessionId: string): void {
    const thread = this.#threads.get(sessionId);
    this.#threads.delete(sessionId);
    if (thread === undefined) return;
    if (this.#sampled.delete(thread)) this.#ended++;
    thread.leave();
  }

  /** A thread that ends meanwhile has nothing to tell. */
  async #start(thread: ThreadInspector): Promise<void> {
    try {
      await thread.tell("Profiler.enable");
      await thread.tell("Profiler.setSamplingInterval", { interval: this.#interval });
      await thread.tell("Profiler.start");
      // Loops that were optimized while they ran are unknown to V8's profiler. Coverage has all such code made anew.
      await thread.tell("Profiler.startPreciseCoverage", { callCount: false, detailed: false });
      await thread.tell("Profiler.stopPreciseCoverage");
      this.#sampled.add(thread);
    } catch {
      this.#sampled.delete(thread);
    }
  }

  /** Takes what the threads have seen so far. */
  #gather(): void {
    this.#turn = this.#turn.then(async () => {
      for (const thread of this.#sampled) {
        await this.#take(thread);
        await inTime(this.#start(thread));
      }
    });
  }

  async #take(thread: ThreadInspector): Promise<void> {
    try {
      const stopped = await inTime(thread.tell("Profiler.stop"));
      if (stopped === undefined) {
        this.#silent++;
        this.#sampled.delete(thread);
        return;
      }
      const { profile } = stopped;
      await inTime(this.#trace(thread, profile.nodes));
      fold(profile, this.#root, this.#places);
    } catch {
      this.#sampled.delete(thread);
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

const threads = (count: number): string => (count === 1 ? "1 thread" : `${count} threads`);

/** What comes in time; undefined where that does not. */
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
