import type {
  ActorView,
  ChartView,
  FailureView,
  GraphView,
  NowView,
  PrimitiveView,
  StreamView,
  SystemView,
  TaskView,
  WorkerView,
} from "../../src/client/observer/views.ts";
import type { Source } from "../../src/dashboard/source.ts";
import { NotFoundError } from "../../src/protocol/errors.ts";
import { deferred } from "../../src/runtime/deferred.ts";

const CHART: ChartView = {
  id: "scheduler",
  root: { id: "", name: "scheduler", type: "atomic", initial: null, states: [] },
  transitions: [],
  current: [""],
  events: [],
};

/** A source of views that specs make up; counts what it is asked. */
export class MadeUpSource implements Source {
  readonly asked = new Map<string, number>();
  readonly retried: string[] = [];
  closed = false;
  scheduler = "leading";
  workerViews: readonly WorkerView[] = [worker("ann")];
  primitiveViews: readonly PrimitiveView[] = [];
  failureViews: readonly FailureView[] = [];
  readonly #listeners = new Set<(stream: StreamView) => void>();
  #silence = deferred<void>();
  #count = 0;

  constructor() {
    this.#silence.resolve();
  }

  /** Whether processes are asked to tell what they do. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  get questions(): number {
    return [...this.asked.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Answers nothing until it speaks again. */
  fallSilent(): void {
    this.#silence = deferred();
  }

  speak(): void {
    this.#silence.resolve();
  }

  hear(stream: StreamView): void {
    for (const listener of this.#listeners) listener(stream);
  }

  now(): Promise<NowView> {
    this.#count++;
    return this.#answer("now", {
      at: this.#count,
      cluster: "default",
      scheduler: this.scheduler,
      epoch: 7,
      clients: 1,
      rate: 0,
      tasks: { queued: 11, running: 22 },
      functions: [
        { name: "add", pending: 1, running: 2, done: 3, failed: 4, cancelled: 5, ms: 6 },
        { name: null, pending: 10, running: 20, done: 30, failed: 40, cancelled: 50, ms: 60 },
      ],
      workers: { total: this.workerViews.length, threads: this.workerViews.length, running: 2 },
      unrunnable: [],
      published: [],
      truncated: false,
    });
  }

  workers(): Promise<readonly WorkerView[]> {
    return this.#answer("workers", this.workerViews);
  }

  graph(): Promise<GraphView> {
    return this.#answer("graph", { grouped: false, nodes: [], edges: [], truncated: false });
  }

  actors(): Promise<readonly ActorView[]> {
    const one = { name: null, form: "class", type: "Counter", worker: "ann", mailbox: 0, open: 0 } as const;
    return this.#answer("actors", [{ key: "Counter-1", ...one, calls: 12 }]);
  }

  primitives(): Promise<readonly PrimitiveView[]> {
    return this.#answer("primitives", this.primitiveViews);
  }

  system(): Promise<SystemView> {
    const workers = { running: this.workerViews.map(({ name }) => name) };
    return this.#answer("system", { scheduler: CHART, worker: CHART, workers, task: CHART, tasks: {} });
  }

  failures(): Promise<readonly FailureView[]> {
    return this.#answer("failures", this.failureViews);
  }

  task(key: string): Promise<TaskView | null> {
    return this.#answer(`task ${key}`, null);
  }

  chart(key: string): Promise<ChartView | null> {
    return this.#answer(`chart ${key}`, { ...CHART, id: key });
  }

  async retry(key: string): Promise<void> {
    if (key === "gone") throw new NotFoundError("No task goes by that key.");
    this.retried.push(key);
  }

  watch(listener: (stream: StreamView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#silence.reject(new Error("The source was closed."));
  }

  async #answer<T>(name: string, view: T): Promise<T> {
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
    await this.#silence.promise;
    return view;
  }
}

/** An idle worker of that name. */
export function worker(name: string): WorkerView {
  return {
    name,
    address: `worker.${name}`,
    host: "here",
    threads: 1,
    state: "open",
    running: 0,
    queued: 0,
    results: 0,
    bytes: 0,
    actors: 0,
    load: { cpu: 0.5, memory: 1000, memoryLimit: 2000, spilled: 0, delay: 20 },
  };
}
