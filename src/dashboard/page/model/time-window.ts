/** The stretch of time that is shown, in ms since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The shortest and the longest stretch, in ms. */
const SHORTEST = 1;
const LONGEST = 3_600_000;

/** The window magnified by `factor`; what is at `at`, a share from 0 (left) to 1 (right), stays where it is. */
export function zoomed({ from, to }: TimeWindow, factor: number, at: number): TimeWindow {
  const span = to - from;
  const next = Math.min(LONGEST, Math.max(SHORTEST, span / factor));
  const fixed = from + span * at;
  return { from: fixed - next * at, to: fixed + next * (1 - at) };
}

/** The window moved by a share of its length, to later where it is positive. */
export function panned({ from, to }: TimeWindow, share: number): TimeWindow {
  const by = (to - from) * share;
  return { from: from + by, to: to + by };
}

/** The window moved so that it ends at an instant. */
export function endingAt({ from, to }: TimeWindow, at: number): TimeWindow {
  return { from: at - (to - from), to: at };
}

/** Round instants for the axis, about one every 100 pixels, with the distance between them in ms. */
export function ticks({ from, to }: TimeWindow, width: number): { step: number; at: readonly number[] } {
  const step = roundStep(((to - from) * 100) / Math.max(width, 100));
  const at: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) at.push(tick);
  return { step, at };
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 12e4, 3e5, 6e5];

function roundStep(least: number): number {
  return STEPS.find((step) => step >= least) ?? 18e5;
}
