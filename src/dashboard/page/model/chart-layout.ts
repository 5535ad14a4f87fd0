import type { ChartView, StateNodeView } from "../../../client/observer/views.ts";
import { type Box, type Link, placed } from "./box-layout.ts";
import type { Point } from "./graph-layout.ts";

/** A state as it is drawn; what is inside it comes later in the list. */
export interface StateBox {
  readonly node: StateNodeView;
  /** Of its upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Events after which it stays the state it is. */
  readonly own: readonly string[];
}

/** An arrow, with its label and where that begins. */
export interface Arrow {
  readonly id: string;
  readonly points: readonly Point[];
  readonly lines: readonly string[];
  readonly at: Point;
}

/** A statechart as it is drawn, in px. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly StateBox[];
  /** Where initial states are pointed to from. */
  readonly dots: readonly Point[];
  readonly arrows: readonly Arrow[];
}

/** Of a letter of the labels, in px. */
const LETTER = 6.7;
export const LINE = 14;
/** Room for the name of a state above what is inside it. */
const TITLE = 26;
/** Labels of one arrow beyond which the rest is a number. */
const LABELS = 4;
const DOT = 8;

/** What is inside a state, laid out by itself. */
interface Inside {
  readonly width: number;
  readonly height: number;
  readonly states: readonly StateBox[];
  readonly dots: readonly Point[];
  readonly arrows: readonly Arrow[];
}

/** What all of a chart is laid out by. */
interface Plan {
  readonly bundles: ReadonlyMap<string, ReadonlyMap<string, Bundle>>;
  readonly room: number;
}

/** An arrow's ends as siblings inside one state, and the labels of all that run between them. */
interface Bundle {
  readonly from: string;
  readonly to: string;
  readonly labels: string[];
}

/**
 * Lays out a statechart, each state's inside by itself; arrows run between the siblings that hold their ends.
 * `room` is for so many letters more after each name.
 */
export function layOutChart(chart: ChartView, room = 0): ChartLayout {
  const bundles = new Map<string, Map<string, Bundle>>();
  for (const transition of chart.transitions) bundle(chart.root, transition, bundles);
  return inside(chart.root, { bundles, room });
}

/** Puts a transition among those of the innermost state that holds both of its ends. */
function bundle(
  root: StateNodeView,
  { from, to, label }: ChartView["transitions"][number],
  bundles: Map<string, Map<string, Bundle>>,
): void {
  let scope = root;
  for (;;) {
    const next = scope.states.find(({ id }) => holds(id, from) && holds(id, to));
    if (next === undefined || next.states.length === 0 || next.id === from || next.id === to) break;
    scope = next;
  }
  const start = scope.states.find(({ id }) => holds(id, from))?.id ?? ANY;
  const end = scope.states.find(({ id }) => holds(id, to))?.id ?? ANY;
  const own = bundles.get(scope.id) ?? new Map<string, Bundle>();
  bundles.set(scope.id, own);
  const id = `${start}>${end}`;
  const known = own.get(id) ?? { from: start, to: end, labels: [] };
  own.set(id, known);
  if (!known.labels.includes(label)) known.labels.push(label);
}

/** Stands for the state around, where an arrow leaves from whichever state it is in. */
const ANY = "*";
const START = "•";

function inside(state: StateNodeView, plan: Plan): Inside {
  const insides = new Map(
    state.states.map((child) => [child.id, child.states.length === 0 ? null : inside(child, plan)]),
  );
  const all = [...(plan.bundles.get(state.id)?.values() ?? [])];
  const own = all.filter(({ from, to }) => from !== to);
  const loops = new Map(
    all.filter(({ from, to }) => from === to).map(({ from, labels }) => [from, shown(labels)]),
  );
  const boxes: Box[] = state.states.map((child) =>
    boxOf(child, insides.get(child.id) ?? null, loops.get(child.id) ?? [], plan.room),
  );
  const links: Link[] = own.map(({ from, to, labels }) => linkOf(from, to, shown(labels)));
  const initial = state.states.find(
    ({ id }) => id === state.initial || id === within(state.id, state.initial),
  );
  if (initial !== undefined && state.type !== "parallel") {
    boxes.push({ id: START, width: DOT, height: DOT });
    links.push(linkOf(START, initial.id, []));
  }
  if (own.some(({ from, to }) => from === ANY || to === ANY)) boxes.push({ id: ANY, width: 64, height: 22 });
  const { width, height, places, routes } = placed(boxes, links);
  const states: StateBox[] = [];
  const dots: Point[] = [];
  const arrows: Arrow[] = routes.map(({ points, at }, index) => arrowOf(state.id, links[index], points, at));
  for (const box of boxes) {
    const { x, y } = places.get(box.id) ?? { x: 0, y: 0 };
    if (box.id === START) dots.push({ x, y });
    const node = box.id === ANY ? anyOf(state) : state.states.find(({ id }) => id === box.id);
    if (node === undefined) continue;
    const corner = { x: x - box.width / 2, y: y - box.height / 2 };
    const loop = loops.get(box.id) ?? [];
    states.push({ node, ...corner, width: box.width, height: box.height, own: loop });
    const inner = insides.get(box.id);
    if (inner) merge(inner, { x: corner.x, y: corner.y + TITLE + loop.length * LINE }, states, dots, arrows);
  }
  return { width, height, states, dots, arrows };
}

/** Takes over what was laid out by itself, moved to its place. */
function merge(inner: Inside, by: Point, states: StateBox[], dots: Point[], arrows: Arrow[]): void {
  for (const box of inner.states) states.push({ ...box, x: box.x + by.x, y: box.y + by.y });
  for (const dot of inner.dots) dots.push(moved(dot, by));
  for (const arrow of inner.arrows) {
    arrows.push({ ...arrow, points: arrow.points.map((point) => moved(point, by)), at: moved(arrow.at, by) });
  }
}

function boxOf({ id, name }: StateNodeView, inner: Inside | null, own: readonly string[], room: number): Box {
  const widest = Math.max(0, ...own.map((line) => line.length * LETTER + 24));
  const title = Math.max(64, (name.length + room) * 7.4 + 28, widest);
  const more = own.length * LINE;
  if (inner === null) return { id, width: title, height: 34 + more };
  return { id, width: Math.max(title, inner.width), height: inner.height + TITLE + more };
}

function linkOf(from: string, to: string, lines: readonly string[]): Link {
  const widest = Math.max(0, ...lines.map((line) => line.length));
  return { from, to, lines, width: widest * LETTER + (widest > 0 ? 8 : 0), height: lines.length * LINE };
}

function arrowOf(scope: string, link: Link | undefined, points: readonly Point[], at: Point): Arrow {
  const lines = link?.lines ?? [];
  const first = { x: at.x, y: at.y - ((lines.length - 1) * LINE) / 2 };
  return { id: `${scope}/${link?.from}>${link?.to}`, points, lines, at: first };
}

function anyOf(state: StateNodeView): StateNodeView {
  return { id: `${state.id}/${ANY}`, name: "any", type: "history", initial: null, states: [] };
}

function shown(labels: readonly string[]): readonly string[] {
  if (labels.length <= LABELS) return labels;
  return [...labels.slice(0, LABELS - 1), `and ${labels.length - LABELS + 1} more`];
}

function holds(outer: string, inner: string): boolean {
  return outer === inner || inner.startsWith(`${outer}.`);
}

function within(outer: string, name: string | null): string {
  return outer === "" ? String(name) : `${outer}.${name}`;
}

function moved({ x, y }: Point, by: Point): Point {
  return { x: x + by.x, y: y + by.y };
}
