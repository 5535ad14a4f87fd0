/**
 * What somebody sees who looks at a cluster: the shapes of `/api/*.json`, of the dashboard's events, of
 * `troupe status --json` and `troupe top`. Plain data, as JSON has it.
 *
 * Units: sizes in bytes, durations in ms, instants in ms since 1970-01-01 UTC by the clock of whoever saw it.
 */

/** How things stand with whoever looks: what every page is told at first, and when it changes. */
export interface StatusView {
  /** Whether a scheduler answers; the other views are as old as its last answer. */
  readonly answers: boolean;
  /** What is wrong and what to do; null while it answers. */
  readonly why: string | null;
  /** Whether failed tasks may be tried again from here. */
  readonly control: boolean;
}

/** How many tasks of one kind are in which state. `done`, `failed` and `cancelled` count all there have been, forgotten ones too. */
export interface FunctionView {
  /** What its keys begin with; `null` sums up those for which there is no room in a list. */
  readonly name: string | null;
  /** Waiting for dependencies, a worker or a thread. */
  readonly pending: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Mean time on a thread. */
  readonly ms: number;
}

export interface WorkerView {
  readonly name: string;
  readonly address: string;
  readonly host: string;
  readonly threads: number;
  /** `open`, `paused`, `retiring`, `restarting` or `testifying`. */
  readonly state: string;
  readonly running: number;
  /** Sent to it, and not known to run. */
  readonly queued: number;
  /** Results that it holds, and their bytes. */
  readonly results: number;
  readonly bytes: number;
  readonly actors: number;
  /** What its process uses; null until it has been heard. */
  readonly load: LoadView | null;
}

/** What a process uses. */
export interface LoadView {
  /** Cores. */
  readonly cpu: number;
  /** Resident memory, and the limit of heap and results together, 0 for none. */
  readonly memory: number;
  readonly memoryLimit: number;
  /** Results moved to disk. */
  readonly spilled: number;
  /** How late its event loop is, 99th percentile of the last stretch. */
  readonly delay: number;
}

/** The cluster at a glance. */
export interface NowView {
  readonly at: number;
  readonly cluster: string;
  /** State of the scheduler's machine: `leading`, `recovering` … */
  readonly scheduler: string;
  readonly epoch: number;
  readonly clients: number;
  /** Tasks that ended since the view before, per second. */
  readonly rate: number;
  /** Tasks that there are, by the state of their machine: `waiting`, `queued`, `finished` … */
  readonly tasks: Readonly<Record<string, number>>;
  /** Those with most to do first, 50 at most and the rest in one. */
  readonly functions: readonly FunctionView[];
  /** `running` are threads that have work. */
  readonly workers: { readonly total: number; readonly threads: number; readonly running: number };
  /** Tasks that none of the present workers may run, why, and some of their keys. */
  readonly unrunnable: readonly {
    readonly count: number;
    readonly why: string;
    readonly keys: readonly string[];
  }[];
  readonly published: readonly string[];
  /** More cannot run, or is published, than is listed. */
  readonly truncated: boolean;
}

/** Something that took time on a lane of a worker. */
export interface SpanView {
  readonly kind: "task" | "transfer" | "call";
  /** The worker's name, and the lane: a number of a thread, that of one of actors behind an `a`, or `net`. */
  readonly worker: string;
  readonly lane: string;
  /** Of a task its function, of a call the actor's class and member, of a transfer where from. */
  readonly name: string;
  readonly key: string;
  readonly began: number;
  readonly ms: number;
  readonly outcome: "done" | "failed" | "cancelled";
  /** Bytes moved or made. */
  readonly bytes: number;
}

/** Spans that ended since the last such view; `dropped` counts those for which there was no room. */
export interface StreamView {
  readonly at: number;
  readonly spans: readonly SpanView[];
  readonly dropped: number;
}

export type TaskPhase = "pending" | "running" | "done" | "failed" | "cancelled";

/** What is under way and what it hangs on: single tasks while they are few, else a node for each function. */
export interface GraphView {
  readonly grouped: boolean;
  readonly nodes: readonly {
    readonly id: string;
    readonly name: string;
    /** How many it stands for in each state; one for a single task. */
    readonly tasks: Readonly<Partial<Record<TaskPhase, number>>>;
  }[];
  /** From what is needed to what needs it. */
  readonly edges: readonly (readonly [from: string, to: string])[];
  /** There was more than is shown. */
  readonly truncated: boolean;
}

export interface ActorView {
  readonly key: string;
  /** By which others find it. */
  readonly name: string | null;
  readonly form: "class" | "machine";
  /** Name of the class or machine; of a named actor its name. */
  readonly type: string;
  /** Null while it waits for one. */
  readonly worker: string | null;
  /** Calls taken since it was made, those that wait, and those in their turn; null until its worker was heard. */
  readonly calls: number | null;
  readonly mailbox: number | null;
  readonly open: number | null;
}

/** A queue, lock, semaphore, event, variable … */
export interface PrimitiveView {
  readonly kind: string;
  readonly name: string;
  /** Such as `held`, `empty` or `set`. */
  readonly state: string;
  /** Items of a queue, leases in use of a semaphore; null where there is no such thing. */
  readonly size: number | null;
  readonly limit: number | null;
  /** Addresses of clients that hold it. */
  readonly holders: readonly string[];
  /** Addresses of clients that wait, in the order in which they are served, some of them. */
  readonly waiters: readonly string[];
  readonly waiting: number;
}

/** A state of a machine, with what is inside it. */
export interface StateNodeView {
  /** Dotted path from the root, whose id is "". */
  readonly id: string;
  readonly name: string;
  readonly type: "atomic" | "compound" | "parallel" | "final" | "history";
  readonly initial: string | null;
  readonly states: readonly StateNodeView[];
}

/** A statechart that lives. */
export interface ChartView {
  readonly id: string;
  readonly root: StateNodeView;
  readonly transitions: readonly {
    readonly from: string;
    readonly to: string;
    /** The event, or `after 500`, `always`, `done`. */
    readonly label: string;
  }[];
  /** Ids of the states it is in. */
  readonly current: readonly string[];
  /** Its last events, newest last. */
  readonly events: readonly { readonly at: number; readonly type: string }[];
}

/** The machines of which the cluster itself is made. */
export interface SystemView {
  readonly scheduler: ChartView;
  readonly worker: ChartView;
  /** Names of workers by the state of their machine. */
  readonly workers: Readonly<Record<string, readonly string[]>>;
  readonly task: ChartView;
  /** Tasks by the state of theirs. */
  readonly tasks: Readonly<Record<string, number>>;
}

export interface FailureView {
  readonly key: string;
  readonly name: string;
  readonly at: number;
  /** Name and message of the error, and its remote stack. */
  readonly error: string;
  readonly stack: string | null;
  readonly worker: string | null;
}

/** One step in the life of a task: what happened, the state it led to, where, and why. */
export interface StepView {
  readonly at: number;
  readonly event: string;
  readonly state: string;
  readonly run: number;
  readonly worker: string | null;
  readonly why: string;
}

export interface TaskView {
  readonly key: string;
  readonly name: string;
  readonly phase: TaskPhase;
  readonly state: string;
  readonly priority: number;
  readonly attempt: number;
  readonly size: number;
  readonly workers: readonly string[];
  readonly dependencies: readonly string[];
  readonly dependents: readonly string[];
  /** There are more of these than are listed. */
  readonly truncated: boolean;
  /** Clients that hold it. */
  readonly holders: number;
  readonly failure: FailureView | null;
  /** Oldest first, as far as it is remembered. */
  readonly story: readonly StepView[];
}
