import { useMemo } from "preact/hooks";
import type { ChartView } from "../../../client/observer/views.ts";
import { type Arrow, LINE, layOutChart, type StateBox } from "../model/chart-layout.ts";
import { count } from "../model/format.ts";
import { curve } from "../model/graph-layout.ts";
import { Scroller } from "./scroller.tsx";

interface StatechartProps {
  readonly chart: ChartView;
  readonly label: string;
  /** How many are in a state, where the chart stands for many. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Letters that a count takes. */
const COUNT = 8;

/** A statechart, whose current states are lit. */
export function Statechart({ chart, label, counts }: StatechartProps) {
  const shape = JSON.stringify([chart.root, chart.transitions]);
  // The layout hangs on the chart's shape alone.
  const layout = useMemo(() => layOutChart(chart, counts === undefined ? 0 : COUNT), [shape]);
  const { width, height, states, dots, arrows } = layout;
  const litOf = ({ node }: StateBox) =>
    counts === undefined ? chart.current.includes(node.id) : countOf(node, counts) > 0;
  return (
    <Scroller label={label} look="chart-place">
      <svg
        class="statechart"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${label}: ${spoken(chart, counts)}`}
      >
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path class="tip" d="M0,0.5L8,4L0,7.5z" />
          </marker>
        </defs>
        {states.map((box) => (
          <StateShape
            key={box.node.id}
            box={box}
            lit={litOf(box)}
            count={counts && countOf(box.node, counts)}
          />
        ))}
        {arrows.map((arrow) => (
          <ArrowShape key={arrow.id} arrow={arrow} />
        ))}
        {dots.map(({ x, y }) => (
          <circle key={`${x},${y}`} class="start" cx={x} cy={y} r={4} />
        ))}
      </svg>
    </Scroller>
  );
}

function StateShape({ box, lit, count: number }: { box: StateBox; lit: boolean; count: number | undefined }) {
  const { node, x, y, width, height, own } = box;
  const leaf = node.states.length === 0;
  const [left, anchor] = leaf ? ([x + width / 2, "middle"] as const) : ([x + 10, "start"] as const);
  const title = leaf ? y + (height - own.length * LINE) / 2 + 4 : y + 18;
  return (
    <g class={`box is-${node.type}${lit ? " is-lit" : ""}`} data-state={node.id} data-lit={lit}>
      <rect x={x} y={y} width={width} height={height} rx={7} />
      {node.type === "final" && <rect x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={5} />}
      <text x={left} y={title} text-anchor={anchor}>
        {number !== undefined && number > 0 ? `${node.name} ${count(number)}` : node.name}
      </text>
      {own.map((line, index) => (
        <text key={line} class="own" x={left} y={title + (index + 1) * LINE} text-anchor={anchor}>
          {line}
        </text>
      ))}
    </g>
  );
}

function ArrowShape({ arrow }: { readonly arrow: Arrow }) {
  return (
    <g class="link">
      <path d={curve(arrow.points)} marker-end="url(#tip)" />
      {arrow.lines.map((line, index) => (
        <text key={line} x={arrow.at.x} y={arrow.at.y + index * LINE + 4} text-anchor="middle">
          {line}
        </text>
      ))}
    </g>
  );
}

function countOf({ id, name }: StateBox["node"], counts: Readonly<Record<string, number>>): number {
  return counts[id] ?? counts[name] ?? 0;
}

function spoken(chart: ChartView, counts: Readonly<Record<string, number>> | undefined): string {
  if (counts === undefined) return `in ${chart.current.filter((id) => id !== "").join(", ") || "no state"}`;
  return Object.entries(counts)
    .map(([state, number]) => `${count(number)} ${state}`)
    .join(", ");
}
