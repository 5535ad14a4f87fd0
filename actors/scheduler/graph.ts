import type { GraphFigures } from "../../src/protocol/overview.ts";
import type { TaskState } from "../task.ts";
import { bytesOf, excerpt } from "./excerpt.ts";
import type { Kind } from "./kind.ts";
import type { TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";
import { nameOf } from "./tally.ts";
import { underWay } from "./under-way.ts";

/** Tasks under way that are shown one by one, and nodes with those that they depend on. */
const SINGLES = 300;
const NODES = 600;
/** Functions that are shown, and tasks of each that are looked at. */
const GROUPS = 100;
const SAMPLE = 20;
/** Dependencies of a task that are looked at. */
const DEPENDENCIES = 100;
const EDGES = 5000;
const BYTES = 512 << 10;

type Node = GraphFigures[1][number];

/** Pending, running, done, failed, cancelled: which a state counts as. */
const PHASE: Readonly<Record<TaskState, number>> = {
  released: 0,
  waiting: 0,
  queued: 0,
  assigned: 0,
  running: 1,
  finished: 2,
  failed: 3,
  cancelled: 4,
  forgotten: 4,
};

/** What is under way and what it hangs on: in a time that does not grow with the number of tasks. */
export function graph(tables: Tables): GraphFigures {
  const due = tables.tally.kinds.reduce((sum, kind) => sum + kind.due, 0);
  return due > SINGLES ? groups(tables) : singles(tables, due);
}

function singles(tables: Tables, due: number): GraphFigures {
  const rows = underWay(tables, SINGLES, () => true);
  const shown = new Set(rows);
  for (const row of rows) {
    for (const dependency of first(row.dependencies)) if (shown.size < NODES) shown.add(dependency);
  }
  const fitting = excerpt(shown, BYTES, ({ key }) => 2 * bytesOf(key));
  const numbers = new Map(fitting.map((row, number) => [row, number]));
  const edges = new Edges();
  for (const row of rows) {
    for (const dependency of first(row.dependencies)) edges.add(numbers.get(dependency), numbers.get(row));
  }
  const whole = rows.size >= due && fitting.length === shown.size && shown.size < NODES;
  return [false, fitting.map(nodeOf), edges.all, !whole || edges.full];
}

/** Figures are those that are counted; what hangs on what, as it is with some of each kind. */
function groups(tables: Tables): GraphFigures {
  const looked = new Map<Kind, number>();
  const rows = underWay(tables, SAMPLE, ({ kind }) => {
    const before = kind === null ? SAMPLE : (looked.get(kind) ?? 0);
    if (kind === null || before === SAMPLE) return false;
    looked.set(kind, before + 1);
    return true;
  });
  const seen = new Set(tables.tally.kinds.filter(({ due }) => due > 0).sort((a, b) => b.due - a.due));
  for (const row of rows) {
    for (const { kind } of first(row.dependencies)) if (kind !== null && kind.name !== null) seen.add(kind);
  }
  const kinds = [...seen].slice(0, GROUPS);
  const numbers = new Map(kinds.map((kind, number) => [kind, number]));
  const edges = new Edges();
  const join = (needed: TaskRow, by: TaskRow) => {
    if (needed.kind === null || by.kind === null || needed.kind === by.kind) return;
    edges.add(numbers.get(needed.kind), numbers.get(by.kind));
  };
  for (const row of rows) {
    for (const dependency of first(row.dependencies)) join(dependency, row);
    let some = SAMPLE;
    for (const dependent of row.dependents ?? []) {
      if (some-- === 0) break;
      if (dependent.needing) join(row, dependent);
    }
  }
  const nodes = kinds.map((kind): Node => {
    const [name, ...counts] = kind.figures;
    return [name ?? "", name, counts.slice(0, 5)];
  });
  return [true, nodes, edges.all, kinds.length < seen.size || edges.full];
}

function first(rows: readonly TaskRow[]): readonly TaskRow[] {
  return rows.length > DEPENDENCIES ? rows.slice(0, DEPENDENCIES) : rows;
}

function nodeOf({ key, state }: TaskRow): Node {
  const counts = [0, 0, 0, 0, 0];
  counts[PHASE[state]] = 1;
  return [key, nameOf(key), counts];
}

/** Pairs of nodes, each once. */
class Edges {
  readonly #seen = new Set<number>();
  readonly all: (readonly [from: number, to: number])[] = [];
  full = false;

  add(from: number | undefined, to: number | undefined): void {
    if (from === undefined || to === undefined) return;
    const pair = from * NODES + to;
    if (this.#seen.has(pair)) return;
    this.full ||= this.all.length === EDGES;
    if (this.full) return;
    this.#seen.add(pair);
    this.all.push([from, to]);
  }
}
