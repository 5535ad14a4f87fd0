import { Graph, layout } from "@dagrejs/dagre";
import type { Point } from "./graph-layout.ts";

/** A box to be placed. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** An arrow between boxes, with room for its label. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Where boxes are, by their centre, and for each link its way and the middle of its label. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Point>;
  readonly routes: readonly { readonly points: readonly Point[]; readonly at: Point }[];
}

/** Places boxes from top to bottom along their links. */
export function placed(boxes: readonly Box[], links: readonly Link[]): Placed {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 26, ranksep: 26, edgesep: 14, marginx: 14, marginy: 14 });
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  links.forEach(({ from, to, width, height }, index) => {
    graph.setEdge(from, to, { width, height, labelpos: "c", minlen: 1 }, String(index));
  });
  layout(graph);
  const places = new Map(boxes.map(({ id }) => [id, point(graph.node(id))]));
  const routes = links.map(({ from, to }, index) => {
    const edge = graph.edge(from, to, String(index)) as { points?: Point[]; x?: number; y?: number };
    return { points: (edge.points ?? []).map(point), at: point(edge) };
  });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { width, height, places, routes };
}

function point({ x = 0, y = 0 }: { x?: number; y?: number }): Point {
  return { x, y };
}
