import { nameOf } from "../../../actors/scheduler/tally.ts";
import type { PrimitiveEntry } from "../../protocol/coordination.ts";
import type {
  ActorFigures,
  FunctionFigures,
  GraphFigures,
  Overview,
  WorkerFigures,
} from "../../protocol/overview.ts";
import type { ActorFigures as Told } from "../../protocol/trace.ts";
import type {
  ActorView,
  FunctionView,
  GraphView,
  NowView,
  PrimitiveView,
  TaskPhase,
  WorkerView,
} from "./views.ts";

const PHASES: readonly TaskPhase[] = ["pending", "running", "done", "failed", "cancelled"];

/** What the scheduler tells, for people and programs that look on. */
export function readNow(cluster: string, overview: Overview, rate: number): NowView {
  const [at, epoch, recovering, clients, tasks, functions, , workers, unrunnable, published, truncated] =
    overview;
  const [total, threads, running] = workers;
  return {
    at,
    cluster,
    scheduler: recovering ? "recovering" : "leading",
    epoch,
    clients: clients - 1, // but the one that looks
    rate,
    tasks: Object.fromEntries(tasks),
    functions: functions.map(readFunction),
    workers: { total, threads, running },
    unrunnable: unrunnable.map(([count, why, keys]) => ({ count, why, keys })),
    published,
    truncated,
  };
}

function readFunction([name, pending, running, done, failed, cancelled, ms]: FunctionFigures): FunctionView {
  return { name, pending, running, done, failed, cancelled, ms };
}

export function readWorker([
  entry,
  state,
  running,
  queued,
  results,
  bytes,
  actors,
]: WorkerFigures): WorkerView {
  const [name, address, threads, host, paused] = entry;
  const shown = paused && state === "open" ? "paused" : state;
  return { name, address, host, threads, state: shown, running, queued, results, bytes, actors, load: null };
}

export function readActor([key, name, form, worker]: ActorFigures): ActorView {
  const type = nameOf(key);
  const shown = form === "object" ? "class" : "machine";
  return { key, name, form: shown, type, worker, calls: null, mailbox: null, open: null };
}

/** What a worker tells of one of its actors. */
export function readFigures([, calls, mailbox, open]: Told): Pick<ActorView, "calls" | "mailbox" | "open"> {
  return { calls, mailbox, open };
}

/** Edges to nodes that are not there are left out. */
export function readGraph([grouped, nodes, pairs, truncated]: GraphFigures): GraphView {
  const ids = nodes.map(([id]) => id);
  const edges = pairs.flatMap(([from, to]) => {
    const [source, target] = [ids[from], ids[to]];
    return source === undefined || target === undefined ? [] : [[source, target] as const];
  });
  return { grouped, nodes: nodes.map(readNode), edges, truncated };
}

function readNode([id, name, counts]: GraphFigures[1][number]): GraphView["nodes"][number] {
  const tasks: Partial<Record<TaskPhase, number>> = {};
  for (const [i, phase] of PHASES.entries()) if ((counts[i] ?? 0) > 0) tasks[phase] = counts[i] ?? 0;
  return { id, name: name ?? "others", tasks };
}

export function readPrimitive([kind, name, state, waiting, figures]: PrimitiveEntry): PrimitiveView {
  const [size, limit, holders, waiters] = figures;
  return { kind, name, state, waiting, size, limit, holders, waiters };
}
