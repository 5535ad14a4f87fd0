import type {
  ActorView,
  ChartView,
  FailureView,
  GraphView,
  NowView,
  PrimitiveView,
  SpanView,
  StreamView,
  SystemView,
  TaskPhase,
  TaskView,
  WorkerView,
} from "../../src/client/observer/views.ts";
import type { Source } from "../../src/dashboard/source.ts";
import { lightChart, schedulerChart, taskChart, workerChart } from "./made-up-charts.ts";
import {
  actorView,
  BEAT,
  FUNCTIONS,
  failureView,
  functionView,
  spansAt,
  workerView,
} from "./made-up-figures.ts";

/** What text of others may look like; nothing in it is to be taken for anything but text. */
export const MARKUP = `<img src=x onerror="document.title='broken'"><b>bold</b>`;

/** A made-up cluster in the midst of its work, in which every view has something to show. */
export class Showcase implements Source {
  workerViews: readonly WorkerView[];
  readonly retried: string[] = [];
  light = "green";
  readonly #began = Date.now();

  constructor(workers = 4) {
    this.workerViews = Array.from({ length: workers }, (_, index) => workerView(index));
  }

  async now(): Promise<NowView> {
    const at = Date.now();
    return {
      at,
      cluster: "default",
      scheduler: "leading",
      epoch: 3,
      clients: 2,
      rate: 640 + 180 * Math.sin(at / 3000) + 60 * Math.sin(at / 700),
      functions: [
        functionView("parseFile", [0, 0, 500, 0, 0], 18.2),
        functionView("checkProse", [61, 3, 4180, 2, 0], 42),
        functionView("checkLinks", [1240, 4, 2410, 0, 12], 3.1),
        functionView("runBlock", [830, 1, 118, 9, 0], 260),
        functionView(MARKUP, [3, 0, 1, 1, 0], 0.4),
        functionView("mergeFindings", [1, 0, 0, 0, 0], 0),
      ],
      workers: { total: this.workerViews.length, threads: 2 * this.workerViews.length, running: 6 },
      unrunnable: [
        { count: 2, why: "No worker has the resource gpu=1.", keys: ["train-00aa", "train-00ab"] },
      ],
      tasks: { waiting: 1240, queued: 61, assigned: 2, running: 4, finished: 7209, failed: 12 },
      published: ["dictionary"],
      truncated: false,
    };
  }

  async workers(): Promise<readonly WorkerView[]> {
    return this.workerViews;
  }

  async graph(): Promise<GraphView> {
    const phases: readonly TaskPhase[] = ["done", "done", "running", "pending", "pending"];
    const nodes: { id: string; name: string; tasks: Partial<Record<TaskPhase, number>> }[] = [];
    const edges: [string, string][] = [];
    for (let file = 0; file < 5; file++) {
      for (const name of ["parseFile", "checkProse", "checkLinks", "mergeFindings"]) {
        const done = name === "parseFile" ? file < 4 : name !== "mergeFindings" && file < 2;
        const failed = name === "checkLinks" && file === 1;
        const phase = failed
          ? "failed"
          : done
            ? "done"
            : (phases[(file + name.length) % phases.length] ?? "pending");
        nodes.push({
          id: `${name}-${file}`,
          name,
          tasks: { [name === "mergeFindings" ? "pending" : phase]: 1 },
        });
      }
      edges.push([`parseFile-${file}`, `checkProse-${file}`], [`parseFile-${file}`, `checkLinks-${file}`]);
      edges.push(
        [`checkProse-${file}`, `mergeFindings-${file}`],
        [`checkLinks-${file}`, `mergeFindings-${file}`],
      );
      edges.push([`mergeFindings-${file}`, "summarize-0"]);
    }
    nodes.push({ id: "summarize-0", name: "summarize", tasks: { pending: 1 } });
    for (let lone = 0; lone < 6; lone++)
      nodes.push({ id: `runBlock-${lone}`, name: "runBlock", tasks: { running: 1 } });
    return { grouped: false, nodes, edges, truncated: false };
  }

  async actors(): Promise<readonly ActorView[]> {
    return [
      actorView("counter-1", "requests", "class", "Counter", 0, [10_412, 3, 1]),
      actorView("light-1", "crossing", "machine", "trafficLight", 1, [58, 0, 0]),
      actorView("cache-1", null, "class", "Cache", 2, [231_004, 12, 1]),
      actorView("cache-2", MARKUP, "class", "Cache", 3, null),
    ];
  }

  async primitives(): Promise<readonly PrimitiveView[]> {
    const base = { size: null, limit: null, holders: [], waiters: [], waiting: 0 };
    return [
      { ...base, kind: "queue", name: "jobs", state: "open", size: 37, limit: 100 },
      {
        ...base,
        kind: "queue",
        name: "results",
        state: "empty",
        size: 0,
        waiters: ["client.a1"],
        waiting: 1,
      },
      {
        ...base,
        kind: "lock",
        name: "db",
        state: "held",
        holders: ["client.a1"],
        waiters: ["client.b2", "worker.w2"],
        waiting: 14,
      },
      {
        ...base,
        kind: "semaphore",
        name: "net",
        state: "held",
        size: 3,
        limit: 4,
        holders: ["worker.w0", "worker.w1", "worker.w2"],
      },
      { ...base, kind: "event", name: "go", state: "set" },
      { ...base, kind: "variable", name: "best", state: "set" },
    ];
  }

  async system(): Promise<SystemView> {
    const names = this.workerViews.map(({ name }) => name);
    return {
      scheduler: schedulerChart(this.#began),
      worker: workerChart(),
      workers: { running: names.slice(1), paused: names.slice(0, 1) },
      task: taskChart(),
      tasks: { waiting: 1240, queued: 61, processing: 8, memory: 7209, erred: 12, released: 3 },
    };
  }

  async failures(): Promise<readonly FailureView[]> {
    return [
      failureView("runBlock-7", this.#began),
      { ...failureView("checkLinks-1", this.#began - 60_000), error: `TypeError: ${MARKUP}` },
    ];
  }

  async task(key: string): Promise<TaskView | null> {
    const name = key.replace(/-\d+$/, "");
    if (![...FUNCTIONS].includes(name)) return null;
    const failed = key === "runBlock-7";
    const at = this.#began;
    const step = (
      ms: number,
      event: string,
      state: string,
      run: number,
      worker: string | null,
      why: string,
    ) => ({
      at: at + ms,
      event,
      state,
      run,
      worker,
      why,
    });
    return {
      key,
      name,
      phase: failed ? "failed" : "done",
      state: failed ? "erred" : "memory",
      priority: 0,
      attempt: failed ? 2 : 1,
      size: failed ? 0 : 18_244,
      workers: failed ? [] : ["worker-1"],
      dependencies: ["parseFile-1"],
      dependents: ["mergeFindings-1", "summarize-0"],
      truncated: false,
      holders: 1,
      failure: failed ? failureView(key, at) : null,
      story: [
        step(0, "submit", "waiting", 0, null, "a client wants it; 1 dependency is missing"),
        step(12, "dependency done", "queued", 0, null, "all threads are busy"),
        step(40, "assign", "processing", 1, "worker-1", "it holds parseFile-1"),
        step(
          310,
          failed ? "failed" : "done",
          failed ? "erred" : "memory",
          1,
          "worker-1",
          failed ? "the function threw" : "it returned",
        ),
      ],
    };
  }

  async chart(key: string): Promise<ChartView | null> {
    return key === "light-1" ? lightChart(this.light, this.#began) : null;
  }

  async retry(key: string): Promise<void> {
    this.retried.push(key);
  }

  watch(listener: (stream: StreamView) => void): () => void {
    let at = Date.now() - 30_000;
    const tell = () => {
      const spans: SpanView[] = [];
      for (; at + BEAT <= Date.now(); at += BEAT) spans.push(...spansAt(at, this.workerViews.slice(0, 8)));
      if (spans.length > 0) listener({ at: Date.now(), spans, dropped: 0 });
    };
    tell();
    const timer = setInterval(tell, BEAT);
    return () => clearInterval(timer);
  }

  async close(): Promise<void> {}
}
