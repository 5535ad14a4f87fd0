import type { ModuleFile, Payload } from "../protocol/messages.ts";

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
}

/** What an actor did with a call: the value that it gave, or the error that it threw. */
export type Answer = (ok: boolean, payload: Payload) => void;

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
  /** A thread has ended, and the client with this address. */
  left(client: string): void;
}

/** Runs user code somewhere apart from the thread that talks. */
export interface Executor {
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
  /** Makes an actor that goes by the key; it ends with `done`, without a result, or like a task. */
  create(assignment: Assignment): void;
  /** Calls a method of an actor, or reads a property where `args` are null. Calls of one actor go one by one. */
  call(key: string, member: string, args: Payload | null, answer: Answer): void;
  /** Ends the actor that goes by the key, where there is one; calls that it has not answered fail. */
  dismiss(key: string): void;
  close(): Promise<void>;
}
