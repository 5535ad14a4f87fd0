import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { clock } from "../model/format.ts";
import type { Columns } from "../model/samples.ts";
import { inkOf, useTheme } from "../theme.ts";

/** A line of a chart. */
export interface PlotLine {
  readonly label: string;
  readonly ink: `--${string}`;
  readonly fill?: `--${string}`;
}

interface PlotProps {
  readonly label: string;
  readonly lines: readonly PlotLine[];
  readonly columns: Columns;
  /** How a figure is written. */
  readonly written: (value: number) => string;
  /** Whether all of it is shown, instead of the last minutes. */
  readonly whole?: boolean;
}

const HEIGHT = 150;
/** Seconds shown: at least and at most. */
const SHORTEST = 60;
const LONGEST = 300;

/** Figures over the last minutes. */
export function Plot({ label, lines, columns, written, whole = false }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useTheme();
  // A plot takes its colours from the theme when it is made, and its data below.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = new uPlot(optionsOf(element, lines, written, whole), [[]], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [theme]);
  // A plot made anew needs its data again.
  useEffect(() => plot.current?.setData(columns as uPlot.AlignedData), [columns, theme]);
  const last = lines.map(({ label: name }, index) => {
    const value = columns[index + 1]?.at(-1);
    return `${name} ${value === null || value === undefined ? "unknown" : written(value)}`;
  });
  return (
    <figure class="plot">
      <div ref={place} role="img" aria-label={`${label}: ${last.join(", ")}`} class="plot-place" />
      {lines.length > 1 && (
        <figcaption class="legend">
          {lines.map(({ label: name, ink }) => (
            <span key={name}>
              <i class="swatch" style={{ background: `var(${ink})` }} />
              {name}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

function optionsOf(
  element: HTMLElement,
  lines: readonly PlotLine[],
  written: (value: number) => string,
  whole: boolean,
): uPlot.Options {
  const axis = {
    stroke: inkOf(element, "--muted"),
    font: "11px system-ui, sans-serif",
    grid: { stroke: inkOf(element, "--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 26, 0, 0],
    scales: {
      x: {
        time: true,
        range: (_, min, max) =>
          whole
            ? [min, Math.max(max, min + 1)]
            : [Math.max(max - LONGEST, Math.min(min, max - SHORTEST)), max],
      },
      y: { range: (_, __, max) => [0, Math.max(1, (max ?? 1) * 1.1)] },
    },
    axes: [
      { ...axis, size: 26, space: 90, values: (_, instants) => instants.map((at) => clock(at * 1000)) },
      { ...axis, size: 58, space: 32, values: (_, values) => values.map(written) },
    ],
    series: [
      {},
      ...lines.map(({ label, ink, fill }) => ({
        label,
        stroke: inkOf(element, ink),
        ...(fill === undefined ? {} : { fill: inkOf(element, fill) }),
        width: 1.5,
        points: { show: false },
      })),
    ],
  };
}
