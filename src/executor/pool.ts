import { encodeError } from "../codec/failure.ts";
import type { ModuleFile } from "../protocol/code.ts";
import { CancelledError, type TaskError } from "../protocol/errors.ts";
import { GRACE_MS, type Payload } from "../protocol/messages.ts";
import { Actors } from "./actors.ts";
import { Asides } from "./asides.ts";
import { Backlog } from "./backlog.ts";
import { suspects } from "./blame.ts";
import type { Assignment, Executor, ExecutorListener } from "./executor.ts";
import { ThreadHandle } from "./handle.ts";
import { type Ending, Lane, type LaneListener } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import { defaultLimitMb } from "./memory-limit.ts";
import { Pace } from "./pace.ts";
import type { PoolOptions } from "./pool-options.ts";
import { Run } from "./run.ts";
import { endedThread, timedOut, unstarted } from "./run-errors.ts";
import { ACTOR_ENTRY, ENTRY } from "./start.ts";
import { Watch } from "./watch.ts";

/** Runs tasks on worker threads, which keep nothing alive by themselves. A thread that ends is replaced. */
export class Pool implements Executor {
  readonly actors: Actors;
  readonly #options: PoolOptions;
  /** What threads of every kind get. */
  readonly #shared;
  readonly #listener: ExecutorListener;
  readonly #memoryLimitMb: number;
  readonly #lanes: Lanes;
  readonly #runs = new Map<number, Run>();
  readonly #backlog = new Backlog();
  readonly #codes = new Map<string, Payload>();
  readonly #pace = new Pace();
  readonly #watch: Watch;
  readonly #asides: Asides;
  #lastLane = 0;
  #due = false;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#listener = options.listener;
    this.#memoryLimitMb = options.memoryLimitMb ?? defaultLimitMb(options.threads);
    this.#shared = {
      modules: options.modules.folder,
      memoryLimitMb: this.#memoryLimitMb,
      code: (hash: string) => this.#codes.get(hash),
    };
    this.#watch = new Watch(options.threads > 1, {
      called: (run) => run.limit(() => this.#expire(run)),
      long: ({ assignment: { key, run } }) => this.#listener.running(key, run),
      stuck: (lane) => {
        this.#backlog.unshift(lane.revokeAll());
        this.#soon();
      },
    });
    this.actors = new Actors({
      listener: options.listener,
      tracing: options.tracing,
      threads: options.threads,
      code: this.#shared.code,
      after: (ms, act) => {
        const timer = setTimeout(act, ms).unref();
        return () => clearTimeout(timer);
      },
      start: (number, listener, signals) =>
        new ThreadHandle({ ...options, ...this.#shared, entry: ACTOR_ENTRY, number }, listener, {
          signals: signals.memory,
        }),
    });
    this.#asides = new Asides({
      start: (listener) => this.#lane(listener),
      listener: this.#listener,
      worker: options.worker.name,
      memoryLimitMb: this.#memoryLimitMb,
    });
    this.#lanes = new Lanes(options.threads, () => this.#lane(this.#lanesListener));
    this.#lanes.fill();
  }

  learn(hash: string, code: Payload): void {
    this.#codes.set(hash, code);
  }

  execute(assignment: Assignment): void {
    const run = new Run(assignment);
    this.#runs.set(assignment.run, run);
    this.#backlog.push(run);
    if (this.#lanes.size === 0) this.#lanes.fill();
    this.#soon();
  }

  recall(_key: string, run: number): void {
    const found = this.#runs.get(run);
    if (found !== undefined) this.#takeBack(found);
  }

  abort(key: string, run: number, graceMs: number): void {
    this.actors.dismiss(key);
    this.#asides.abort(run, graceMs);
    const found = this.#runs.get(run);
    if (found === undefined || found.signalled || this.#takeBack(found)) return;
    found.signal(new CancelledError(`${key} was cancelled.`, { key }), graceMs);
  }

  executeAside(assignment: Assignment): void {
    this.#asides.execute(assignment);
  }

  provide(file: ModuleFile): void {
    this.#options.modules.keep(file);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watch.stop();
    for (const run of this.#runs.values()) run.stop();
    await Promise.all([this.actors.close(), this.#asides.close(), this.#lanes.end()]);
  }

  #lane(listener: LaneListener): Lane {
    const { entry = ENTRY } = this.#options;
    const number = ++this.#lastLane;
    const alone = this.#options.threads === 1;
    return new Lane({ ...this.#options, ...this.#shared, entry, number, alone }, listener);
  }

  readonly #lanesListener: LaneListener = {
    ready: () => {
      this.#lanes.begun();
      this.#soon();
    },
    waiting: ({ assignment: { key, run } }) => {
      this.#listener.waiting(key, run);
      this.#soon();
    },
    resumed: ({ assignment: { key, run } }) => this.#listener.resumed(key, run),
    ended: (run, ending, payload) => this.#ended(run, ending, payload),
    exited: (lane, runs, failure) => this.#exited(lane, runs, failure),
  };

  #ended(run: Run, ending: Ending, payload: Payload): void {
    const { key, run: number, codes } = run.assignment;
    this.#pace.note(codes[0] ?? "", ending[3]);
    if (run.signalled) return this.#return(run);
    this.#over(run);
    if (ending[0] === "done") this.#listener.done(key, number, payload, ending[3], ending[5]);
    else this.#listener.failed(key, number, payload);
  }

  #exited(lane: Lane, runs: readonly Run[], failure: Error | null): void {
    this.#lanes.delete(lane);
    if (this.#closed) return;
    this.#backlog.unshift(lane.revokeAll());
    const begun = runs.filter(({ state }) => state === "posted");
    const culprits = lane.excused ? [] : suspects(begun);
    for (const run of begun) {
      if (culprits.includes(run) && !run.signalled)
        this.#fail(run, endedThread(run.assignment.key, failure, this.#memoryLimitMb));
      else this.#return(run);
    }
    this.#listener.left(lane.client);
    this.#lanes.replace(lane);
    if (this.#lanes.size === 0) this.#failAll(failure);
    // What this one had not begun others may take, before there is another in its place.
    else this.#soon();
  }

  /** No thread starts: nothing can run until somebody asks again. */
  #failAll(cause: Error | null): void {
    for (let run = this.#backlog.first; run !== undefined; run = this.#backlog.first) {
      this.#fail(run, unstarted(run.assignment.key, cause, this.#options.worker.name));
    }
  }

  #fail(run: Run, error: TaskError): void {
    this.#over(run);
    this.#listener.failed(run.assignment.key, run.assignment.run, encodeError(error));
  }

  #return(run: Run): void {
    this.#over(run);
    if (run.expired) return;
    this.#listener.returned(run.assignment.key, run.assignment.run);
  }

  #over(run: Run): void {
    run.state = "over";
    run.stop();
    this.#runs.delete(run.assignment.run);
    if (this.#backlog.first !== undefined) this.#soon();
  }

  #expire(run: Run): void {
    const { key, run: number, timeout } = run.assignment;
    const error = timedOut(key, timeout);
    this.#listener.failed(key, number, encodeError(error));
    run.signal(error, GRACE_MS);
  }

  #takeBack(run: Run): boolean {
    if (run.lane !== null && !run.lane.revoke(run)) return false;
    this.#return(run);
    return true;
  }

  #soon(): void {
    if (this.#due || this.#closed) return;
    this.#due = true;
    queueMicrotask(() => this.#post());
  }

  /** Posts what there is room for. */
  #post(): void {
    this.#due = false;
    for (let run = this.#backlog.first; run !== undefined; run = this.#backlog.first) {
      run.expected = this.#pace.expect(run.assignment.codes[0] ?? "");
      const lane = this.#roomiest(run.expected);
      if (lane === undefined) break;
      lane.post(run);
      this.#watch.add(run);
    }
    for (const lane of this.#lanes) lane.flush();
  }

  #roomiest(ms: number): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.hasRoom(ms) && (best === undefined || lane.load < best.load)) best = lane;
    }
    return best;
  }
}
