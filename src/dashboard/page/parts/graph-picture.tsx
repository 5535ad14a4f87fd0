import type { GraphView, TaskPhase } from "../../../client/observer/views.ts";
import { colourOf } from "../model/colour.ts";
import { count } from "../model/format.ts";
import { PHASES } from "../model/graph-groups.ts";
import { curve, GROUP_HEIGHT, type GraphLayout, NODE_HEIGHT, nodeWidth } from "../model/graph-layout.ts";
import { hrefOf } from "../model/route.ts";
import { Scroller } from "./scroller.tsx";

type Node = GraphView["nodes"][number];

interface GraphPictureProps {
  /** The graph that was laid out. */
  readonly view: GraphView;
  /** Where the states of its nodes are from. */
  readonly live: GraphView;
  readonly layout: GraphLayout;
}

/** A graph: each task in the colour of its state, with a stripe in that of its function. */
export function GraphPicture({ view, live, layout }: GraphPictureProps) {
  const { width, height, nodes, edges } = layout;
  const now = new Map(live.nodes.map((node) => [node.id, node]));
  return (
    <Scroller label="Graph of tasks" look="graph-place">
      <svg class="graph" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <title>Graph of tasks</title>
        <defs>
          <marker
            id="head"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="6"
            markerHeight="6"
            orient="auto"
          >
            <path class="tip" d="M0,0.5L8,4L0,7.5z" />
          </marker>
        </defs>
        {edges.map((points) => {
          const d = curve(points);
          return <path key={d} class="edge" d={d} marker-end="url(#head)" />;
        })}
        {view.nodes.map((node) => {
          const { x, y } = nodes.get(node.id) ?? { x: 0, y: 0 };
          const shape = <Shape node={now.get(node.id) ?? gone(node)} grouped={view.grouped} />;
          return (
            <g key={node.id} transform={`translate(${x},${y})`}>
              {view.grouped ? (
                shape
              ) : (
                <a href={hrefOf("task", node.id)} aria-label={spoken(node)}>
                  {shape}
                </a>
              )}
            </g>
          );
        })}
      </svg>
    </Scroller>
  );
}

function Shape({ node, grouped }: { readonly node: Node; readonly grouped: boolean }) {
  const width = nodeWidth(node.name);
  const height = grouped ? GROUP_HEIGHT : NODE_HEIGHT;
  return (
    <g class={`node is-${phaseOf(node)}`} data-node={node.id} data-phase={phaseOf(node)}>
      <title>{`${node.id}: ${spoken(node)}`}</title>
      <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={5} />
      <rect x={-width / 2} y={-height / 2} width={5} height={height} rx={2.5} fill={colourOf(node.name)} />
      <text y={grouped ? -3 : 4} text-anchor="middle" x={2}>
        {node.name.length > 26 ? `${node.name.slice(0, 25)}…` : node.name}
      </text>
      {grouped && <Shares of={node} width={width - 20} />}
    </g>
  );
}

/** The phases of a group's tasks, as a bar under its name. */
function Shares({ of, width }: { readonly of: Node; readonly width: number }) {
  const all = PHASES.reduce((sum, phase) => sum + (of.tasks[phase] ?? 0), 0);
  let x = -width / 2 + 2;
  return (
    <>
      {PHASES.map((phase) => {
        const share = ((of.tasks[phase] ?? 0) / Math.max(1, all)) * width;
        x += share;
        return share === 0 ? null : (
          <rect key={phase} class={`share is-${phase}`} x={x - share} y={8} width={share} height={7} />
        );
      })}
    </>
  );
}

/** A task that is no longer under way, as far as is known. */
function gone(node: Node): Node {
  return { ...node, tasks: {} };
}

/** The phase in which a node is shown: what deserves a look comes first. */
function phaseOf({ tasks }: Node): TaskPhase | "gone" {
  const order: readonly TaskPhase[] = ["failed", "running", "pending", "done", "cancelled"];
  return order.find((phase) => (tasks[phase] ?? 0) > 0) ?? "gone";
}

function spoken({ name, tasks }: Node): string {
  const phases = PHASES.filter((phase) => (tasks[phase] ?? 0) > 0);
  return `${name}, ${phases.map((phase) => `${count(tasks[phase] ?? 0)} ${phase}`).join(", ")}`;
}
