import type {
  ActorView,
  FunctionView,
  NowView,
  PrimitiveView,
  WorkerView,
} from "../client/observer/views.ts";

/** What figures are made from. */
export interface Seen {
  readonly now: NowView;
  readonly workers: readonly WorkerView[];
  readonly actors: readonly ActorView[];
  readonly primitives: readonly PrimitiveView[];
}

/** A value, and what tells it from others of its name. */
type Series = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Values of one name. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly series: readonly Series[];
}

/** Series that one figure has at most: labels that users choose must not cost without end. */
const SERIES = 1000;

type Outcome = "done" | "failed" | "cancelled";

/** What only grows, as long as the scheduler lives. */
export function countersOf({ now, actors }: Seen): Figure[] {
  const outcomes = (["done", "failed", "cancelled"] as const).map(
    (outcome): Series => [{ outcome }, sum(now.functions, outcome)],
  );
  const calls = actors.flatMap(({ key, calls }): Series[] =>
    calls === null ? [] : [[{ actor: key }, calls]],
  );
  return [
    { name: "troupe_scheduler_tasks_total", help: "Tasks that ended, by how.", series: outcomes },
    figure("troupe_actor_calls_total", "Calls that an actor has taken.", calls),
  ];
}

/** What goes up and down. */
export function gaugesOf({ now, workers, actors, primitives }: Seen): Figure[] {
  const states = Object.entries(now.tasks).map(([state, count]): Series => [{ state }, count]);
  const waiting = now.unrunnable.reduce((all, { count }) => all + count, 0);
  return [
    figure("troupe_scheduler_tasks", "Tasks that there are, by state.", states),
    single("troupe_scheduler_tasks_unrunnable", "Tasks that none of the present workers may run.", waiting),
    single("troupe_scheduler_leading", "1 where the scheduler leads.", now.scheduler === "leading" ? 1 : 0),
    single("troupe_clients", "Clients.", now.clients),
    single("troupe_workers", "Workers.", now.workers.total),
    single("troupe_worker_threads", "Threads that run tasks.", now.workers.threads),
    single("troupe_actors", "Actors.", actors.length),
    ...workerFigures(workers),
    ...primitiveFigures(primitives),
  ];
}

function workerFigures(workers: readonly WorkerView[]): Figure[] {
  const each = (name: string, help: string, value: (worker: WorkerView) => number | undefined) =>
    figure(
      `troupe_worker_${name}`,
      help,
      workers.flatMap((worker): Series[] => {
        const found = value(worker);
        return found === undefined ? [] : [[{ worker: worker.name }, found]];
      }),
    );
  return [
    each("tasks_running", "Tasks that a worker runs.", ({ running }) => running),
    each("tasks_queued", "Tasks that were sent to a worker and do not run yet.", ({ queued }) => queued),
    each("results", "Results that a worker holds.", ({ results }) => results),
    each("result_bytes", "Bytes of results that a worker holds.", ({ bytes }) => bytes),
    each("cpu_cores", "Cores that a worker's process uses.", ({ load }) => load?.cpu),
    each("memory_bytes", "Resident memory of a worker's process.", ({ load }) => load?.memory),
    each("memory_limit_bytes", "Limit of a worker's heap and results.", ({ load }) => load?.memoryLimit),
    each("spilled_results", "Results that a worker has moved to disk.", ({ load }) => load?.spilled),
    each("event_loop_delay_seconds", "How late a worker's event loop is, 99th percentile.", ({ load }) =>
      load === null ? undefined : load.delay / 1000,
    ),
  ];
}

function primitiveFigures(primitives: readonly PrimitiveView[]): Figure[] {
  const sizes = (wanted: string) =>
    primitives.flatMap(({ kind, name, size }): Series[] =>
      kind === wanted && size !== null ? [[{ name }, size]] : [],
    );
  const waiting = primitives.map(({ kind, name, waiting }): Series => [{ kind, name }, waiting]);
  return [
    figure("troupe_queue_size", "Items of a queue.", sizes("queue")),
    figure("troupe_semaphore_leases", "Leases of a semaphore that are in use.", sizes("semaphore")),
    figure("troupe_primitive_waiting", "Uses of a queue, lock and the like that wait.", waiting),
  ];
}

function single(name: string, help: string, value: number): Figure {
  return { name, help, series: [[{}, value]] };
}

function figure(name: string, help: string, series: readonly Series[]): Figure {
  return { name, help, series: series.slice(0, SERIES) };
}

function sum(functions: readonly FunctionView[], outcome: Outcome): number {
  return functions.reduce((all, each) => all + each[outcome], 0);
}
