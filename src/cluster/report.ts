import type { ActorView, NowView, PrimitiveView, WorkerView } from "../client/views.ts";

/** How a cluster stands. */
export interface Standing extends Omit<NowView, "workers"> {
  readonly workers: readonly WorkerView[];
  readonly actors: readonly ActorView[];
  readonly primitives: readonly PrimitiveView[];
}

/** How a cluster stands as text for people: what there is, a line each. */
export function report(standing: Standing): string {
  const { workers, clients, tasks, unrunnable, actors, published, primitives } = standing;
  const rows = workers.map(({ name, address, host, threads, state, running, queued, results }) => [
    name,
    address,
    host,
    state,
    ...[threads, running, queued, results].map(String),
  ]);
  const head = ["NAME", "ADDRESS", "HOST", "STATE", "THREADS", "RUNNING", "QUEUED", "RESULTS"];
  const counts = Object.entries(tasks).map(([state, count]) => `${count} ${state}`);
  return [
    `workers: ${workers.length || "none"}`,
    ...(workers.length === 0 ? [] : table([head, ...rows])),
    `clients: ${clients || "none"}`,
    `tasks: ${counts.join(", ") || "none"}`,
    ...unrunnable.map(
      ({ count, why, keys }) => `  ${count} wait: ${why} (${keys[0]}${count > 1 ? ", …" : ""})`,
    ),
    `actors: ${actors.length || "none"}`,
    ...table(actors.map(({ key, worker }) => [key, worker === null ? "waits for a worker" : `on ${worker}`])),
    `published: ${published.join(", ") || "none"}`,
    `primitives: ${primitives.length || "none"}`,
    ...table(
      primitives.map(({ kind, name, state, waiting }) => [
        kind,
        name,
        state,
        waiting === 0 ? "" : `${waiting} waiting`,
      ]),
    ),
  ].join("\n");
}

/** Columns side by side, each as wide as its widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd());
}
