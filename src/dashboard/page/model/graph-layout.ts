import { Graph, layout } from "@dagrejs/dagre";
import type { GraphView } from "../../../client/observer/views.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the nodes of a graph are, by their centre, and what runs between them; in px. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: readonly (readonly Point[])[];
}

export const NODE_HEIGHT = 26;
export const GROUP_HEIGHT = 44;
/** Around all. */
const MARGIN = 12;

/** What tells whether a graph must be laid out anew: its nodes and edges, whatever their state. */
export function shapeOf({ nodes, edges }: GraphView): string {
  return `${nodes.map(({ id }) => id).join(" ")}|${edges.map((edge) => edge.join(">")).join(" ")}`;
}

/** The width of a node with a name of so many letters. */
export function nodeWidth(name: string): number {
  return Math.min(200, Math.max(56, 7 * Math.min(name.length, 26) + 22));
}

/** Lays out a graph from left to right, what is needed first; nodes that hang on nothing stand in rows below. */
export function layOut(view: GraphView): GraphLayout {
  const height = view.grouped ? GROUP_HEIGHT : NODE_HEIGHT;
  const ids = new Set(view.nodes.map(({ id }) => id));
  const edges = view.edges.filter(([from, to]) => ids.has(from) && ids.has(to));
  const tied = new Set(edges.flat());
  const graph = new Graph({ multigraph: false, compound: false });
  graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 44, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, name } of view.nodes)
    if (tied.has(id)) graph.setNode(id, { width: nodeWidth(name), height });
  for (const [from, to] of edges) graph.setEdge(from, to);
  if (tied.size > 0) layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  const nodes = new Map([...tied].map((id) => [id, pointOf(graph.node(id))]));
  const alone = view.nodes.filter(({ id }) => !tied.has(id));
  const below = inRows(alone, height, tied.size > 0 ? finite(size.height) : MARGIN, finite(size.width));
  for (const [id, point] of below.nodes) nodes.set(id, point);
  const lines = edges.map(([from, to]) => {
    const { points = [] } = graph.edge(from, to) as { points?: Point[] };
    return points.map(pointOf);
  });
  return { width: Math.max(finite(size.width), below.width), height: below.height, nodes, edges: lines };
}

/** Places nodes side by side in rows, as wide as the rest or 900 px, from `top` on. */
function inRows(nodes: GraphView["nodes"], height: number, top: number, wide: number) {
  const places: [string, Point][] = [];
  const room = Math.max(wide, 900);
  let [x, y, width] = [MARGIN, top, 0];
  for (const { id, name } of nodes) {
    const own = nodeWidth(name);
    if (x > MARGIN && x + own + MARGIN > room) [x, y] = [MARGIN, y + height + 10];
    places.push([id, { x: x + own / 2, y: y + height / 2 }]);
    x += own + 10;
    width = Math.max(width, x - 10 + MARGIN);
  }
  return { nodes: places, width, height: nodes.length === 0 ? top : y + height + MARGIN };
}

/** A smooth line through points, as the `d` of a path. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const start = `M${round(first.x)},${round(first.y)}`;
  if (rest.length === 1 && rest[0] !== undefined) return `${start}L${round(rest[0].x)},${round(rest[0].y)}`;
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    const last = index === rest.length - 2;
    const end = last ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${round(point.x)},${round(point.y)} ${round(end.x)},${round(end.y)}`;
  });
  return start + bends.join("");
}

function pointOf({ x, y }: { x?: number; y?: number }): Point {
  return { x: finite(x), y: finite(y) };
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
