import type { CallerToHost } from "../protocol/calls.ts";
import type { ModuleFile } from "../protocol/code.ts";
import type { ActorTerms, Payload } from "../protocol/messages.ts";
import type { ActorFigures } from "../protocol/trace.ts";

/** One run of a task with everything it needs, as bytes. */
export interface Assignment {
  readonly key: string;
  readonly run: number;
  /** Hash of the function's code, then of functions among the arguments. */
  readonly codes: readonly string[];
  readonly args: Payload;
  /** The values of its dependencies. */
  readonly values: ReadonlyMap<string, Payload>;
  /** 1 for the first. */
  readonly attempt: number;
  /** Ms from the call of its function, also while it waits, after which it fails; 0 for no end. */
  readonly timeout: number;
  /** Ids of the turns of actors that it comes of. */
  readonly chain: readonly string[];
}

/** A call to an actor, as it came. */
export type Call = Extract<CallerToHost, readonly ["call", ...unknown[]]>;

/** What an executor tells; each run ends with exactly one of `done`, `failed` and `returned`. */
export interface ExecutorListener {
  /** It runs for 100 ms now. */
  running(key: string, run: number): void;
  /** It waits for a future, and gave its slot away. */
  waiting(key: string, run: number): void;
  resumed(key: string, run: number): void;
  /** `futures` are the keys of the futures inside the result, `ms` the time from start to end. */
  done(key: string, run: number, result: Payload, ms: number, futures: readonly string[]): void;
  failed(key: string, run: number, error: Payload): void;
  /** It was taken back before it began, or cut short through no fault of its own. */
  returned(key: string, run: number): void;
  /** What an actor gave for a call of this caller; `references` are the keys of futures and actors inside. */
  gave(caller: string, number: number, value: Payload, references: readonly string[]): void;
  threw(caller: string, number: number, error: Payload): void;
  /** A machine that this caller watches has another snapshot. */
  snapshot(caller: string, number: number, snapshot: Payload): void;
  /** A machine that this caller watches has emitted an event. */
  emitted(caller: string, number: number, event: Payload): void;
  /** An actor is no more, other than by `dismiss`: why. */
  died(key: string, error: Payload): void;
  /** A thread has ended, and the client with this address. */
  left(client: string): void;
}

/** Where actors live and are called. */
export interface ActorHost {
  /** Makes a piece of code known that is among the arguments of later calls. */
  learn(hash: string, code: Payload): void;
  /** Makes an actor that goes by the key; it ends with `done` and a reference to the actor, or like a task. */
  create(assignment: Assignment, terms: ActorTerms): void;
  /** Calls a method of an actor, or reads a property; ends with `gave` or `threw`, unless it is withdrawn. */
  call(caller: string, call: Call): void;
  /** Tells of the snapshots of a machine with `snapshot`, the present one first, until it is withdrawn or the machine dies: then with `threw`. */
  watch(caller: string, number: number, key: string): void;
  /** Nobody waits for a call any more: where it has not begun, it need not. Or nobody watches. */
  withdraw(caller: string, number: number): void;
  /** The caller holds what is inside the answer to a call. */
  took(caller: string, number: number): void;
  /** The caller is gone: nobody waits for its calls, nor takes what they gave. */
  forsake(caller: string): void;
  /** Ends the actor that goes by the key, where there is one; calls that it has not answered fail. */
  dismiss(key: string): void;
  /** Ends the actor that goes by the key as somebody wished; it is told as dead. */
  kill(key: string): void;
  /** How it stands with each actor. */
  figures(): Iterable<ActorFigures>;
}

/** Runs user code somewhere apart from the thread that talks. */
export interface Executor {
  readonly actors: ActorHost;
  /** Makes a piece of code known; comes before the first assignment that needs it. */
  learn(hash: string, code: Payload): void;
  /** Runs in the order given, as many at once as there are threads. */
  execute(assignment: Assignment): void;
  /** Runs it at once, on a thread of its own. */
  executeAside(assignment: Assignment): void;
  /** Keeps the file of a module for the exports of it that are learned later. */
  provide(file: ModuleFile): void;
  /** Takes a run back if it has not begun; then ends with `returned`. */
  recall(key: string, run: number): void;
  /** Takes a run back, or signals it and, when it has not ended `graceMs` later, ends its thread. Ends with `returned`. */
  abort(key: string, run: number, graceMs: number): void;
  close(): Promise<void>;
}

/** Samples what the threads that run user code do, as long as somebody wants to know. */
export interface Sampler {
  /** Begins for this caller, with a sample each `interval` µs; resolves when that is so. */
  begin(caller: string, number: number, interval: number): Promise<void>;
  /** Ends what was begun under that number; resolves with what was seen. */
  collect(caller: string, number: number): Promise<Payload>;
  /** Ends what was begun for a caller that is gone. */
  forsake(caller: string): void;
}
