import { useEffect, useRef } from "preact/hooks";
import type { SpanView } from "../../../client/observer/views.ts";
import type { Lane } from "../model/lanes.ts";
import type { TimeWindow } from "../model/time-window.ts";
import { inkOf, type Theme, useTheme } from "../theme.ts";
import { type Gestures, gesturesOn } from "./stream-gestures.ts";
import { AXIS, type Inks, LANE, paint } from "./stream-painter.ts";

interface StreamCanvasProps extends Gestures {
  readonly label: string;
  readonly lanes: readonly Lane[];
  readonly time: TimeWindow;
  readonly scrolled: number;
  readonly selected: SpanView | null;
}

/** Lanes seen at once at most. */
const SEEN = 26;

/** The task stream as a picture, which answers to wheel, pointer and keys. */
export function StreamCanvas(props: StreamCanvasProps) {
  const { label, lanes, time, scrolled, selected } = props;
  const place = useRef<HTMLCanvasElement>(null);
  const gestures = useRef<Gestures>(props);
  gestures.current = props;
  const inks = useRef<readonly [Theme, Inks] | null>(null);
  const theme = useTheme();
  const height = heightOf(lanes.length);

  useEffect(() => (place.current === null ? undefined : gesturesOn(place.current, gestures)), []);
  useEffect(() => {
    const canvas = place.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return;
    if (inks.current?.[0] !== theme) inks.current = [theme, inksOf(canvas.parentElement ?? canvas)];
    const { clientWidth: width } = canvas;
    const sharp = devicePixelRatio;
    if (canvas.width !== width * sharp) canvas.width = width * sharp;
    if (canvas.height !== height * sharp) canvas.height = height * sharp;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    paint(context, { width, height }, { lanes, time, scrolled, selected }, inks.current[1]);
  });
  return (
    <div class="stream-place">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys of its own. */}
      <canvas
        ref={place}
        class="stream"
        style={{ height: `${height}px` }}
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-describedby="stream-keys"
      />
    </div>
  );
}

/** How tall the picture is with so many lanes, in px. */
export function heightOf(lanes: number): number {
  return AXIS + Math.min(SEEN, Math.max(4, lanes)) * LANE;
}

function inksOf(element: Element): Inks {
  return {
    ground: inkOf(element, "--panel"),
    stripe: inkOf(element, "--stripe"),
    line: inkOf(element, "--line"),
    text: inkOf(element, "--ink"),
    muted: inkOf(element, "--muted"),
    transfer: inkOf(element, "--failed"),
    failed: inkOf(element, "--failed"),
    selected: inkOf(element, "--ink"),
  };
}
