import { spawn } from "node:child_process";
import type { NowView, SpanView, StreamView, WorkerView } from "../src/client/observer/views.ts";
import { Dashboard } from "../src/dashboard/dashboard.ts";
import type { Source } from "../src/dashboard/source.ts";

const VIEWS = "now,workers,graph,actors,coordination,system,failures,stream";
/** A page that reads all that it is told. */
const PAGE = `const { body } = await fetch(process.argv[1]); for await (const part of body) void part;`;
/** Time to begin, and time that is measured, ms. */
const WARM_MS = 2000;
const MEASURED_MS = 10_000;
const TELLING_MS = 200;
const SPANS = 500;
const FUNCTIONS = 50;

/** The cores that serving takes with that many workers, which never stay the same, and a page open on every view. */
export async function coresOfDashboard(workers: number): Promise<number> {
  const source = new BusySource(workers);
  const dashboard = await Dashboard.start({ port: 0, open: async () => source, warn: console.error });
  const query = `api/events?views=${VIEWS}`;
  const page = spawn(process.execPath, ["--input-type=module", "-e", PAGE, `${dashboard.url}${query}`]);
  await pause(WARM_MS);
  const before = process.cpuUsage();
  await pause(MEASURED_MS);
  const { user, system } = process.cpuUsage(before);
  page.kill();
  await dashboard.close();
  return (user + system) / 1000 / MEASURED_MS;
}

/** A cluster where everything changes all the time. */
class BusySource implements Source {
  readonly #workers: number;
  #turn = 0;

  constructor(workers: number) {
    this.#workers = workers;
  }

  async now(): Promise<NowView> {
    const turn = ++this.#turn;
    return {
      at: turn,
      cluster: "default",
      scheduler: "leading",
      epoch: 1,
      clients: 1,
      rate: turn,
      functions: Array.from({ length: FUNCTIONS }, (_, index) => ({
        name: `function-${index}`,
        pending: turn,
        running: turn,
        done: turn * index,
        failed: 0,
        cancelled: 0,
        ms: turn / 7,
      })),
      workers: { total: this.#workers, threads: this.#workers, running: turn },
      unrunnable: [],
      published: [],
      tasks: { waiting: turn },
      truncated: false,
    };
  }

  async workers(): Promise<WorkerView[]> {
    const turn = ++this.#turn;
    return Array.from({ length: this.#workers }, (_, index) => ({
      name: `worker-${index}`,
      address: `worker.${index}`,
      host: "host",
      threads: 4,
      state: "open",
      running: turn % 4,
      queued: (turn + index) % 9,
      results: turn,
      bytes: turn * 1000,
      actors: 0,
      load: { cpu: turn / 3, memory: turn * 1e6, memoryLimit: 1e9, spilled: 0, delay: turn / 7 },
    }));
  }

  async graph() {
    const name = `turn-${++this.#turn}`;
    const nodes = Array.from({ length: 500 }, (_, index) => ({
      id: `${index}`,
      name,
      tasks: { running: 1 },
    }));
    const edges = nodes.slice(1).map(({ id }, index) => [`${index}`, id] as const);
    return { grouped: false, nodes, edges, truncated: true };
  }

  async system() {
    const root = { id: "", name: `turn-${++this.#turn}`, type: "atomic", initial: null, states: [] } as const;
    const chart = { id: "scheduler", root, transitions: [], current: [""], events: [] };
    const running = Array.from({ length: this.#workers }, (_, index) => `worker-${index}`);
    return { scheduler: chart, worker: chart, workers: { running }, task: chart, tasks: {} };
  }

  async actors() {
    return [];
  }

  async primitives() {
    return [];
  }

  async failures() {
    return [];
  }

  async task() {
    return null;
  }

  async chart() {
    return null;
  }

  async retry() {}

  async close() {}

  watch(listener: (stream: StreamView) => void): () => void {
    const span = (index: number): SpanView => ({
      kind: "task",
      worker: `worker-${index}`,
      lane: "0",
      name: "function-1",
      key: `function-1-${index}`,
      began: Date.now(),
      ms: index / 7,
      outcome: "done",
      bytes: 100,
    });
    const timer = setInterval(() => {
      listener({
        at: Date.now(),
        spans: Array.from({ length: SPANS }, (_, index) => span(index)),
        dropped: 0,
      });
    }, TELLING_MS);
    return () => clearInterval(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
