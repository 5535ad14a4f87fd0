import type { SpanView } from "../../../client/observer/views.ts";
import { colourOf } from "../model/colour.ts";
import { clock } from "../model/format.ts";
import type { Lane } from "../model/lanes.ts";
import { type TimeWindow, ticks } from "../model/time-window.ts";

/** Of a lane, of the axis above all, and of the names at the left, in px. */
export const LANE = 20;
export const AXIS = 22;
export const NAMES = 132;
const GAP = 3;
/** Bars from this width on carry their name. */
const NAMED = 54;

/** The colours that a theme gives. */
export interface Inks {
  readonly ground: string;
  readonly stripe: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly transfer: string;
  readonly failed: string;
  readonly selected: string;
}

/** What is to be painted. */
export interface Scene {
  readonly lanes: readonly Lane[];
  readonly time: TimeWindow;
  /** How far the lanes are scrolled up, in px. */
  readonly scrolled: number;
  readonly selected: SpanView | null;
}

/** Paints lanes of bars over time, as many as are seen. Width and height in px of CSS. */
export function paint(
  canvas: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  scene: Scene,
  inks: Inks,
): void {
  canvas.fillStyle = inks.ground;
  canvas.fillRect(0, 0, width, height);
  canvas.font = "11px system-ui, sans-serif";
  canvas.textBaseline = "middle";
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, AXIS, width, height - AXIS);
  canvas.clip();
  const seen = lanesSeen(scene, height);
  for (const { index, top } of seen) {
    if (index % 2 === 0) continue;
    canvas.fillStyle = inks.stripe;
    canvas.fillRect(0, top, width, LANE);
  }
  canvas.restore();
  paintAxis(canvas, width, height, scene.time, inks);
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, AXIS, width, height - AXIS);
  canvas.clip();
  for (const { lane, index, top } of seen) {
    const isFirst = index === seen[0]?.index || scene.lanes[index - 1]?.worker !== lane.worker;
    paintBars(canvas, lane, top, width, scene, inks);
    paintName(canvas, lane, top, isFirst, inks);
  }
  canvas.restore();
}

/** The lanes of which something is seen, and where each begins. */
function lanesSeen({ lanes, scrolled }: Scene, height: number) {
  const first = Math.max(0, Math.floor(scrolled / LANE));
  const number = Math.ceil((height - AXIS) / LANE) + 1;
  return lanes.slice(first, first + number).map((lane, offset) => {
    const index = first + offset;
    return { lane, index, top: AXIS + index * LANE - scrolled };
  });
}

function paintBars(
  canvas: CanvasRenderingContext2D,
  lane: Lane,
  top: number,
  width: number,
  { time, selected }: Scene,
  inks: Inks,
): void {
  const scale = (width - NAMES) / (time.to - time.from);
  canvas.save();
  canvas.beginPath();
  canvas.rect(NAMES, top, width - NAMES, LANE);
  canvas.clip();
  let covered = Number.NEGATIVE_INFINITY;
  for (const span of lane.spans) {
    const { began, ms, outcome, kind } = span;
    if (began + ms < time.from || began > time.to) continue;
    const x = NAMES + (began - time.from) * scale;
    const end = Math.max(x + 1, x + ms * scale);
    if (end <= covered && end - x <= 1 && span !== selected) continue;
    covered = Math.floor(end);
    canvas.globalAlpha = kind === "transfer" ? 0.75 : 1;
    canvas.fillStyle = kind === "transfer" ? inks.transfer : colourOf(span.name);
    canvas.fillRect(x, top + GAP, end - x, LANE - 2 * GAP);
    canvas.globalAlpha = 1;
    if (outcome === "failed") {
      canvas.fillStyle = inks.failed;
      canvas.fillRect(x, top + LANE - GAP - 4, Math.max(2, end - x), 4);
    }
    if (end - x >= NAMED) paintWord(canvas, span.name, Math.max(x, NAMES), end, top);
    if (span === selected) {
      canvas.strokeStyle = inks.selected;
      canvas.lineWidth = 2;
      canvas.strokeRect(x - 1, top + GAP - 1, Math.max(3, end - x + 2), LANE - 2 * GAP + 2);
    }
  }
  canvas.restore();
}

/** Writes into a bar what fits; black is read on every colour of a function. */
function paintWord(
  canvas: CanvasRenderingContext2D,
  word: string,
  from: number,
  to: number,
  top: number,
): void {
  const letters = Math.floor((to - from - 8) / 6);
  if (letters < 4) return;
  canvas.fillStyle = "#000";
  canvas.fillText(word.length > letters ? `${word.slice(0, letters - 1)}…` : word, from + 4, top + LANE / 2);
}

function paintName(
  canvas: CanvasRenderingContext2D,
  { worker, lane }: Lane,
  top: number,
  first: boolean,
  inks: Inks,
): void {
  canvas.textAlign = "left";
  if (first) {
    canvas.fillStyle = inks.line;
    canvas.fillRect(0, top, NAMES, 1);
    canvas.fillStyle = inks.text;
    canvas.fillText(worker.length > 15 ? `${worker.slice(0, 14)}…` : worker, 8, top + LANE / 2);
  }
  canvas.fillStyle = inks.muted;
  canvas.textAlign = "right";
  canvas.fillText(lane, NAMES - 8, top + LANE / 2);
  canvas.textAlign = "left";
}

function paintAxis(
  canvas: CanvasRenderingContext2D,
  width: number,
  height: number,
  time: TimeWindow,
  inks: Inks,
): void {
  const scale = (width - NAMES) / (time.to - time.from);
  const { step, at } = ticks(time, width - NAMES);
  canvas.textAlign = "center";
  for (const tick of at) {
    const x = NAMES + (tick - time.from) * scale;
    canvas.fillStyle = inks.line;
    canvas.fillRect(Math.round(x), AXIS - 5, 1, height - AXIS + 5);
    canvas.fillStyle = inks.muted;
    if (x > NAMES + 30 && x < width - 30) canvas.fillText(clock(tick, step < 1000), x, AXIS / 2 - 2);
  }
  canvas.textAlign = "left";
  canvas.fillStyle = inks.line;
  canvas.fillRect(0, AXIS - 1, width, 1);
}
