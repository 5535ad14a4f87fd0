import type {
  ActorFigures,
  FailureFigures,
  FunctionFigures,
  Overview,
  UnrunnableFigures,
  WorkerFigures,
} from "../../src/protocol/overview.ts";
import { TASK_STATES } from "../task.ts";
import { entryOf } from "./announce.ts";
import { bytesOf, excerpt } from "./excerpt.ts";
import { Kind } from "./kind.ts";
import type { TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";
import { unrunnable } from "./unrunnable.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Kinds that are listed one by one. */
const FUNCTIONS = 50;
/** Groups of tasks that cannot run, and keys of each, that are listed. */
const GROUPS = 20;
const SAMPLE = 10;
/** Names that are listed of what is published. */
const NAMES = 1000;
/** Bytes that a list takes beside others, or alone, in a message. */
const PART = 128 << 10;
const WHOLE = 640 << 10;

/** What the address of a client begins with. */
const CLIENT = "client.";

/** States of a task that is there. */
const STATES = TASK_STATES.filter((state) => state !== "cancelled" && state !== "forgotten");

/** How things stand, from what is counted as it changes: however many tasks there are, it takes no longer. */
export function overview(tables: Tables): Overview {
  const { kinds } = tables.tally;
  const counts = STATES.map((state) => [state, sum(kinds, (kind) => kind.in(state))] as const);
  const ended = sum(kinds, (kind) => kind.ended);
  let [threads, running] = [0, 0];
  for (const worker of tables.workers.values()) {
    threads += worker.threads;
    // That a task runs is told when it has for a while: what was sent there counts, as far as there are threads.
    running += Math.min(worker.threads, worker.active);
  }
  const { groups, published, truncated } = lists(tables);
  return [
    tables.now,
    tables.epoch,
    tables.recovery !== null,
    outside(tables),
    counts.filter(([, count]) => count > 0),
    functions(kinds),
    ended,
    [tables.workers.size, threads, running],
    groups,
    published,
    truncated,
  ];
}

/** What each worker has to do, as far as there is room. */
export function crew(tables: Tables): WorkerFigures[] {
  const weigh = ({ name, address, host }: WorkerRow) => 80 + bytesOf(name, address, host);
  return excerpt(tables.workers.values(), WHOLE, weigh).map((worker) => {
    const { state, running, queued, results, bytes, actors } = worker;
    return [entryOf(worker), state, running, queued, results.size, bytes, actors];
  });
}

/** The actors that there are or are to be, and where, as far as there is room. */
export function actors(tables: Tables): ActorFigures[] {
  const figures = excerpt(tables.tally.actors, WHOLE, ({ key, terms, worker, replicas }) =>
    bytesOf(key, terms[3]?.[1] ?? null, (worker ?? replicas[0])?.name ?? null),
  );
  return figures.flatMap(({ key, state, terms, worker, replicas }: TaskRow) => {
    if (state === "failed" || terms[3] === null) return [];
    const [form, name] = terms[3];
    return [[key, name, form, (worker ?? replicas[0])?.name ?? null] as const];
  });
}

/** The last failures, as far as there is room. */
export function failures(tables: Tables): FailureFigures[] {
  return excerpt(tables.failures.all, WHOLE, weightOf);
}

/** Bytes that a failure takes in a message at most. */
function weightOf([key, , worker, cause]: FailureFigures): number {
  const [, ...parts] = cause;
  const texts = parts.flat().filter((part) => typeof part === "string");
  const [error] = parts;
  return 40 + bytesOf(key, worker, ...texts) + (error instanceof Uint8Array ? error.byteLength : 0);
}

function sum(kinds: readonly Kind[], count: (kind: Kind) => number): number {
  return kinds.reduce((total, kind) => total + count(kind), 0);
}

/** Those with most to do first, and where they are too many the rest as one. */
function functions(kinds: readonly Kind[]): FunctionFigures[] {
  const seen = kinds.filter((kind) => kind.name !== null && kind.present + kind.ended > 0);
  const sorted = seen.sort((a, b) => b.due - a.due || b.done - a.done);
  const rest = new Kind(null);
  for (const kind of [...sorted.slice(FUNCTIONS), ...kinds.filter(({ name }) => name === null)])
    rest.absorb(kind);
  const listed = sorted.slice(0, FUNCTIONS).map(({ figures }) => figures);
  return rest.present + rest.ended > 0 ? [...listed, rest.figures] : listed;
}

/** What cannot run, and what is published; and whether there is more. */
function lists(tables: Tables) {
  const all = unrunnable(tables, SAMPLE);
  const groups = all.map(({ count, why, keys }): UnrunnableFigures => [count, why, keys]);
  const shown = excerpt(groups.slice(0, GROUPS), PART, ([, why, keys]) => bytesOf(why, ...keys));
  const { names } = tables.published;
  const published = excerpt(names.slice(0, NAMES), PART, (name) => bytesOf(name));
  const truncated = shown.length < groups.length || published.length < names.length;
  return { groups: shown, published, truncated };
}

/** Clients but those inside tasks, whose addresses begin with that of a worker. */
function outside({ clients, workers }: Tables): number {
  let count = 0;
  for (const address of clients.keys()) {
    let dash = address.indexOf("-", CLIENT.length);
    while (dash >= 0 && !workers.has(`worker.${address.slice(CLIENT.length, dash)}`))
      dash = address.indexOf("-", dash + 1);
    if (dash < 0) count++;
  }
  return count;
}
