import type { FunctionView, WorkerView } from "../client/observer/views.ts";
import { tame } from "../client/text/columns.ts";
import { formatBytes, formatDuration, formatNumber } from "../client/text/units.ts";
import type { Column } from "./table.ts";

/** What is not known. */
const NONE = "-";
/** What people see in place of the name of all for which there was no room. */
const OTHERS = "(others)";

export const WORKER_COLUMNS: readonly Column<WorkerView>[] = [
  { head: "NAME", of: ({ name }) => tame(name) },
  { head: "ADDRESS", of: ({ address }) => tame(address), rank: 7 },
  { head: "HOST", of: ({ host }) => tame(host), rank: 6 },
  { head: "STATE", of: ({ state }) => tame(state) },
  { head: "THREADS", of: ({ threads }) => String(threads), right: true, rank: 1 },
  { head: "RUNNING", of: ({ running }) => String(running), right: true },
  { head: "QUEUED", of: ({ queued }) => String(queued), right: true },
  { head: "RESULTS", of: ({ results }) => String(results), right: true, rank: 4 },
  { head: "BYTES", of: ({ bytes }) => formatBytes(bytes), right: true, rank: 3 },
  { head: "ACTORS", of: ({ actors }) => String(actors), right: true, rank: 2 },
];

export const LOAD_COLUMNS: readonly Column<WorkerView>[] = [
  { head: "CPU", of: ({ load }) => (load === null ? NONE : `${Math.round(load.cpu * 100)}%`), right: true },
  { head: "MEMORY", of: ({ load }) => (load === null ? NONE : memory(load)), right: true },
  {
    head: "DELAY",
    of: ({ load }) => (load === null ? NONE : formatDuration(load.delay)),
    right: true,
    rank: 5,
  },
];

function memory({ memory, memoryLimit }: NonNullable<WorkerView["load"]>): string {
  return memoryLimit === 0 ? formatBytes(memory) : `${formatBytes(memory)} of ${formatBytes(memoryLimit)}`;
}

export const FUNCTION_COLUMNS: readonly Column<FunctionView>[] = [
  { head: "FUNCTION", of: ({ name }) => (name === null ? OTHERS : tame(name)) },
  { head: "PENDING", of: ({ pending }) => String(pending), right: true },
  { head: "RUNNING", of: ({ running }) => String(running), right: true },
  { head: "DONE", of: ({ done }) => String(done), right: true },
  { head: "FAILED", of: ({ failed }) => String(failed), right: true },
  { head: "CANCELLED", of: ({ cancelled }) => String(cancelled), right: true, rank: 2 },
  { head: "MEAN", of: ({ ms, done }) => (done === 0 ? NONE : formatDuration(ms)), right: true, rank: 1 },
];

/** How many of each end per second. */
export function rateColumn(rates: ReadonlyMap<string | null, number>): Column<FunctionView> {
  const text = (rate: number | undefined) => (rate === undefined ? NONE : formatNumber(rate));
  return { head: "PER SECOND", of: ({ name }) => text(rates.get(name)), right: true, rank: 3 };
}
