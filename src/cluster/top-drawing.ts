import type { FailureView, FunctionView, NowView, WorkerView } from "../client/observer/views.ts";
import { clip, tame } from "../client/text/columns.ts";
import { counted, formatNumber } from "../client/text/units.ts";
import { type Column, drawTable } from "./table.ts";
import { SORTS, type Sort, sortFunctions, sortWorkers } from "./top-sorts.ts";
import { FUNCTION_COLUMNS, LOAD_COLUMNS, rateColumn, WORKER_COLUMNS } from "./view-columns.ts";

/** What `troupe top` shows at one time. */
export interface Scene {
  /** Of the server, for people. */
  readonly place: string;
  readonly now: NowView;
  readonly workers: readonly WorkerView[];
  readonly failures: readonly FailureView[];
  /** How many end per second, of each function that was there before. */
  readonly rates: ReadonlyMap<string | null, number>;
  /** Why what is shown is old; null where it is not. */
  readonly why: string | null;
}

/** How large the picture is. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A line of the picture, and what it is. */
export interface DrawnLine {
  readonly text: string;
  readonly style: "title" | "head" | "plain" | "bad" | "quiet";
}

/** Failures that are shown where there is room. */
const FAILURES = 5;
/** Lines above the tables: the title and two of sums. */
const FRAME = 3;
/** Lines around one: its head, and a blank one. */
const AROUND = 2;
/** Lines that a table is left with at least. */
const LEAST = 3;

/** Of each function how many have ended per second between two views. */
export function ratesBetween(before: NowView, now: NowView): Map<string | null, number> {
  const seconds = (now.at - before.at) / 1000;
  if (seconds <= 0 || before.epoch !== now.epoch) return new Map();
  const ended = new Map(before.functions.map((view) => [view.name, endedOf(view)]));
  return new Map(
    now.functions.flatMap((view): [string | null, number][] => {
      const earlier = ended.get(view.name);
      return earlier === undefined ? [] : [[view.name, Math.max(0, endedOf(view) - earlier) / seconds]];
    }),
  );
}

const endedOf = ({ done, failed, cancelled }: FunctionView): number => done + failed + cancelled;

/** The cluster as a picture of lines; what there is no room for is counted. */
export function drawTop(scene: Scene, sort: Sort, { columns, rows }: Size): DrawnLine[] {
  const { now, workers, failures, rates } = scene;
  const tables = [
    drawTable([...FUNCTION_COLUMNS, rateColumn(rates)], sortFunctions(now.functions, sort), columns),
    drawTable(TOP_WORKER_COLUMNS, sortWorkers(workers, sort), columns),
    drawTable(FAILURE_COLUMNS, failures.slice(0, FAILURES), columns),
  ].filter((table) => table.length > 1);
  const heights = share(
    tables.map(({ length }) => length - 1),
    rows - FRAME - (scene.why === null ? 0 : 1) - AROUND * tables.length,
  );
  const lines: DrawnLine[] = [
    { text: clip(titleOf(scene), columns), style: "title" },
    ...(scene.why === null ? [] : [{ text: clip(tame(scene.why), columns), style: "bad" } as const]),
    ...sumsOf(now).map((text): DrawnLine => ({ text: clip(text, columns), style: "plain" })),
    ...tables.flatMap((table, i) => [
      { text: "", style: "plain" } as const,
      ...cut(table, heights[i] ?? 0).map(
        (text, at): DrawnLine => ({ text, style: at === 0 ? "head" : "plain" }),
      ),
    ]),
  ];
  return lines.slice(0, rows);
}

/** A picture that fills the screen, with what keys do below it. */
export function withKeys(lines: readonly DrawnLine[], sort: Sort, { columns, rows }: Size): DrawnLine[] {
  const shown = lines.slice(0, rows - 1);
  const blank: DrawnLine[] = Array.from({ length: Math.max(0, rows - 1 - shown.length) }, () => ({
    text: "",
    style: "plain",
  }));
  const sorts = SORTS.map((one) => (one === sort ? `[${one}]` : one)).join(" ");
  return [
    ...shown,
    ...blank,
    { text: clip(`q quit  s next order, or its letter: ${sorts}`, columns), style: "quiet" },
  ];
}

/** The sums of a scene in a line, for programs that read lines. */
export function plainLine({ now }: Scene): string {
  const { functions, workers, clients, rate } = now;
  const fields = {
    workers: workers.total,
    threads: workers.threads,
    busy: workers.running,
    clients,
    ...Object.fromEntries(COUNTS.map((field) => [field, total(functions, field)])),
    rate: formatNumber(rate),
  };
  const words = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return [new Date(now.at).toISOString(), tame(now.cluster), now.scheduler, ...words].join(" ");
}

const COUNTS = ["pending", "running", "done", "failed", "cancelled"] as const;

function total(functions: readonly FunctionView[], field: (typeof COUNTS)[number]): number {
  return functions.reduce((all, view) => all + view[field], 0);
}

const TOP_WORKER_COLUMNS: readonly Column<WorkerView>[] = [
  ...WORKER_COLUMNS.filter(({ head }) => head !== "ADDRESS").map((column) =>
    column.head === "NAME" ? { ...column, head: "WORKER" } : column,
  ),
  ...LOAD_COLUMNS,
];

const FAILURE_COLUMNS: readonly Column<FailureView>[] = [
  { head: "FAILURE", of: ({ error }) => tame(error.replaceAll(/\s+/g, " ")) },
  { head: "KEY", of: ({ key }) => tame(key), rank: 1 },
  { head: "WORKER", of: ({ worker }) => (worker === null ? "-" : tame(worker)), rank: 2 },
  { head: "AT", of: ({ at }) => timeOf(at), right: true },
];

function titleOf({ place, now }: Scene): string {
  return `troupe top: cluster ${tame(now.cluster)} at ${place}, ${now.scheduler}, ${timeOf(now.at)}`;
}

const timeOf = (at: number): string => new Date(at).toTimeString().slice(0, 8);

function sumsOf({ functions, workers, clients, rate, unrunnable }: NowView): string[] {
  const sum = (field: (typeof COUNTS)[number]) => formatNumber(total(functions, field));
  const stuck = unrunnable.reduce((total, { count }) => total + count, 0);
  return [
    `${counted(workers.total, "worker")}, ${workers.running} of ${counted(workers.threads, "thread")} busy, ${counted(clients, "client")}, ${formatNumber(rate)} tasks/s`,
    `tasks: ${sum("pending")} pending${stuck === 0 ? "" : ` (${formatNumber(stuck)} that no worker may run)`}, ${sum("running")} running, ${sum("done")} done, ${sum("failed")} failed, ${sum("cancelled")} cancelled`,
  ];
}

/** Rows for each of several tables: what they need where there is room, else the larger ones give way. */
function share(wanted: readonly number[], room: number): number[] {
  const given = [...wanted];
  for (let over = sum(given) - room; over > 0; over--) {
    const largest = given.indexOf(Math.max(...given));
    if ((given[largest] ?? 0) <= LEAST) break;
    given[largest] = (given[largest] ?? 0) - 1;
  }
  return given;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The head of a table and so many of its rows; the last of them says how many more there are. */
function cut([head = "", ...rows]: readonly string[], height: number): string[] {
  if (rows.length <= height) return [head, ...rows];
  return [head, ...rows.slice(0, height - 1), `… and ${rows.length - height + 1} more`];
}
