import type { ActorView, NowView, PrimitiveView, WorkerView } from "../client/observer/views.ts";
import { clip, tame } from "../client/text/columns.ts";
import { type Column, drawTable } from "./table.ts";
import { FUNCTION_COLUMNS, LOAD_COLUMNS, WORKER_COLUMNS } from "./view-columns.ts";

/** How a cluster stands. */
export interface Standing extends Omit<NowView, "workers"> {
  readonly workers: readonly WorkerView[];
  readonly actors: readonly ActorView[];
  readonly primitives: readonly PrimitiveView[];
}

const INDENT = "  ";

const ACTOR_COLUMNS: readonly Column<ActorView>[] = [
  { head: "KEY", of: ({ key }) => tame(key) },
  { head: "TYPE", of: ({ form, type }) => `${form} ${tame(type)}`, rank: 1 },
  { head: "NAME", of: ({ name }) => (name === null ? "-" : tame(name)) },
  { head: "WORKER", of: ({ worker }) => (worker === null ? "(waits for one)" : tame(worker)) },
];

const PRIMITIVE_COLUMNS: readonly Column<PrimitiveView>[] = [
  { head: "KIND", of: ({ kind }) => tame(kind) },
  { head: "NAME", of: ({ name }) => tame(name) },
  { head: "STATE", of: ({ state }) => tame(state) },
  { head: "SIZE", of: ({ size, limit }) => sizeOf(size, limit), right: true, rank: 1 },
  { head: "WAITING", of: ({ waiting }) => String(waiting), right: true },
];

function sizeOf(size: number | null, limit: number | null): string {
  if (size === null) return "-";
  return limit === null || limit === 0 ? String(size) : `${size} of ${limit}`;
}

/** How a cluster stands as text for people, in so many columns of a terminal. */
export function report(standing: Standing, columns = Number.POSITIVE_INFINITY): string {
  const { workers, functions, tasks, unrunnable, actors, published, primitives } = standing;
  const room = columns - INDENT.length;
  const table = <Row>(shown: readonly Column<Row>[], rows: readonly Row[]) =>
    rows.length === 0 ? [] : drawTable(shown, rows, room).map((line) => INDENT + line);
  const counts = Object.entries(tasks).map(([state, count]) => `${count} ${state}`);
  const loads = workers.some(({ load }) => load !== null) ? LOAD_COLUMNS : [];
  return [
    `cluster: ${standing.cluster}, ${standing.scheduler}`,
    `clients: ${standing.clients || "none"}`,
    `workers: ${workers.length || "none"}`,
    ...table([...WORKER_COLUMNS, ...loads], workers),
    `tasks: ${counts.join(", ") || "none"}`,
    ...table(FUNCTION_COLUMNS, functions),
    ...unrunnable.map(({ count, why, keys }) => {
      const example = `${tame(keys[0] ?? "")}${count > 1 ? ", …" : ""}`;
      return clip(`${INDENT}${count} wait: ${tame(why)} (${example})`, columns);
    }),
    `actors: ${actors.length || "none"}`,
    ...table(ACTOR_COLUMNS, actors),
    clip(`published: ${published.map(tame).join(", ") || "none"}`, columns),
    `primitives: ${primitives.length || "none"}`,
    ...table(PRIMITIVE_COLUMNS, primitives),
  ].join("\n");
}
