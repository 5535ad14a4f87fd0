import { encodeError } from "../codec/failure.ts";
import { INLINE_BYTES, type Payload } from "../protocol/messages.ts";
import type { SpanOutcome, Tracing } from "../protocol/trace.ts";
import { Claims } from "./claims.ts";
import { ThreadHandle, type ThreadOptions } from "./handle.ts";
import { BUDGET_MS } from "./pace.ts";
import type { Run } from "./run.ts";
import type { FromThread, ToThread } from "./words.ts";

/** What a lane is started with. */
export interface LaneOptions extends ThreadOptions {
  /** The code that goes by a hash. */
  code(hash: string): Payload | undefined;
  /** No other thread could take what waits for this one. */
  readonly alone: boolean;
  readonly tracing: Tracing;
}

/** How a run left its thread by itself. */
export type Ending = Extract<FromThread, readonly ["done" | "failed", ...unknown[]]>;

/** What a lane tells the pool. */
export interface LaneListener {
  ready(): void;
  waiting(run: Run): void;
  resumed(run: Run): void;
  ended(run: Run, ending: Ending, payload: Payload): void;
  /** The thread is gone; `runs` are those that it has not ended, `failure` what it threw. */
  exited(lane: Lane, runs: readonly Run[], failure: Error | null): void;
}

/** A thread and the runs posted to it. */
export class Lane {
  readonly claims = new Claims();
  /** It has been ready once. */
  started = false;
  /** Its end is no run's fault, or the thread itself has said whose. */
  excused = false;
  /** Time that the runs which hold or want its slot are expected to take, ms. */
  load = 0;
  readonly #code: LaneOptions["code"];
  readonly #alone: boolean;
  readonly #listener: LaneListener;
  readonly #tracing: Tracing;
  readonly #number: number;
  readonly #thread: ThreadHandle<ToThread, FromThread>;
  readonly #runs = new Map<number, Run>();
  readonly #taught = new Set<string>();
  #lastOrder = 0;
  #open = false;
  #inFlight = 0;
  /** It has not got on with what was posted. */
  #stuck = false;

  constructor(options: LaneOptions, listener: LaneListener) {
    this.#code = options.code;
    this.#alone = options.alone;
    this.#listener = listener;
    this.#tracing = options.tracing;
    this.#number = options.number;
    const heard = {
      heard: (word: FromThread, attached: Payload | undefined) => this.#hear(word, attached),
      exited: (failure: Error | null) => this.#exited(failure),
    };
    this.#thread = new ThreadHandle(options, heard, { claims: this.claims.memory });
  }

  /** Whether a run that is expected to take `ms` should be posted now. */
  hasRoom(ms: number): boolean {
    if (!this.#open || !this.claims.free(this.#lastOrder + 1)) return false;
    if (this.#alone || this.#inFlight === 0) return true;
    return !this.#stuck && this.load + ms <= BUDGET_MS;
  }

  /** Whether a run that was posted here waits for others. */
  get queues(): boolean {
    return this.#inFlight > 1;
  }

  /** Posts a run; it is on its way after `flush`. */
  post(run: Run): void {
    const { key, codes, args, values, attempt, chain } = run.assignment;
    for (const hash of codes) this.#teach(hash);
    const order = ++this.#lastOrder;
    this.claims.post(order);
    run.state = "posted";
    run.lane = this;
    run.order = order;
    run.waiting = false;
    run.seen = 0;
    this.#runs.set(order, run);
    this.#take(run);
    const traced = this.#tracing.recorder !== null;
    const dependencies = Array.from(values, ([name, value]) => [name, this.#thread.enclose(value)] as const);
    this.#thread.say([
      "run",
      order,
      key,
      codes,
      this.#thread.enclose(args),
      dependencies,
      attempt,
      chain,
      traced,
    ]);
  }

  flush(): void {
    this.#thread.flush();
  }

  /** Takes a run back; false when it has begun. */
  revoke(run: Run): boolean {
    if (!this.claims.revoke(run.order)) return false;
    run.state = "queued";
    this.#remove(run);
    return true;
  }

  /** Takes back all that has not begun, because nothing of it could for a while. */
  revokeAll(): Run[] {
    this.#stuck = true;
    return [...this.#runs.values()].filter((run) => this.revoke(run));
  }

  /** Address of the client on its thread. */
  get client(): string {
    return this.#thread.client;
  }

  /** Signals a run that has begun. */
  abort(run: Run, reason: Error): void {
    this.#thread.say(["abort", run.order, encodeError(reason)]);
    this.#thread.flush();
  }

  /** Ends the thread, whatever it does. */
  async end(): Promise<void> {
    this.#open = false;
    this.excused = true;
    await this.#thread.end();
  }

  #hear(word: FromThread, attached: Payload | undefined): void {
    this.#stuck = false;
    if (word[0] === "ready") {
      this.#open = true;
      this.started = true;
      return this.#listener.ready();
    }
    if (word[0] === "ending") {
      this.#open = false;
      this.excused = true;
      return;
    }
    const run = this.#runs.get(word[1]);
    if (run === undefined) return;
    switch (word[0]) {
      case "waiting":
        this.#yield(run);
        run.waiting = true;
        return this.#listener.waiting(run);
      case "resumed":
        run.waiting = false;
        this.#take(run);
        return this.#listener.resumed(run);
      case "done":
      case "failed": {
        const payload = attached ?? keepable(word[2] ?? new Uint8Array());
        this.#remove(run);
        this.#trace(run, word[4], word[3], word[0], payload.length);
        return this.#listener.ended(run, word, payload);
      }
    }
  }

  #exited(failure: Error | null): void {
    this.#open = false;
    const runs = [...this.#runs.values()];
    for (const run of runs) if (run.seen > 0) this.#trace(run, 0, performance.now() - run.seen, "failed", 0);
    this.#listener.exited(this, runs, failure);
    for (const run of runs) this.#remove(run);
  }

  #trace({ assignment, signalled }: Run, ended: number, ms: number, end: SpanOutcome, bytes: number): void {
    const { recorder } = this.#tracing;
    if (recorder === null) return;
    const outcome = signalled ? "cancelled" : end;
    recorder.add("task", String(this.#number), "", assignment.key, ended, ms, outcome, bytes);
  }

  #take(run: Run): void {
    this.#inFlight++;
    this.load += run.expected;
  }

  #yield(run: Run): void {
    this.#inFlight--;
    this.load = this.#inFlight === 0 ? 0 : this.load - run.expected;
  }

  #remove(run: Run): void {
    this.#runs.delete(run.order);
    run.lane = null;
    if (!run.waiting) this.#yield(run);
  }

  #teach(hash: string): void {
    const code = this.#taught.has(hash) ? undefined : this.#code(hash);
    if (code === undefined) return;
    this.#taught.add(hash);
    this.#thread.say(["code", hash, this.#thread.enclose(code)]);
  }
}

/** A payload that may be kept: a small one travels on at once, and needs no memory of its own. */
function keepable(payload: Payload): Payload {
  return payload.length > INLINE_BYTES ? payload.slice() : payload;
}
