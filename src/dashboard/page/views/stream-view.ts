import { useState } from "preact/hooks";
import type { SpanView } from "../../../client/observer/views.ts";
import { type Lanes, spanAt } from "../model/lanes.ts";
import { hrefOf } from "../model/route.ts";
import { endingAt, panned, type TimeWindow, zoomed } from "../model/time-window.ts";
import { heightOf } from "../parts/stream-canvas.tsx";
import type { Gestures } from "../parts/stream-gestures.ts";
import { AXIS, LANE } from "../parts/stream-painter.ts";

/** Ms shown at first. */
const STRETCH = 20_000;

/** What part of the stream is shown, and how that changes. */
export interface StreamState extends Gestures {
  readonly time: TimeWindow;
  readonly scrolled: number;
  readonly selected: SpanView | null;
  readonly following: boolean;
}

/** Keeps what part of the stream is shown, `first` at first; it follows what comes in until somebody moves it. */
export function useStreamView(lanes: Lanes, first: TimeWindow = { from: 0, to: STRETCH }): StreamState {
  const [chosen, setChosen] = useState(first);
  const [following, setFollowing] = useState(true);
  const [wantedScroll, setScrolled] = useState(0);
  const [selected, setSelected] = useState<SpanView | null>(null);
  const time = following ? endingAt(chosen, lanes.latest || Date.now()) : chosen;
  const hidden = Math.max(0, AXIS + lanes.all.length * LANE - heightOf(lanes.all.length));
  const scrolled = Math.min(hidden, Math.max(0, wantedScroll));
  const show = (next: TimeWindow, follow: boolean) => {
    setChosen(next);
    setFollowing(follow);
  };
  const step = (by: number) => {
    const next = lanes.beside(selected, by);
    if (next === undefined) return;
    setSelected(next.span);
    setScrolled(Math.max(0, next.lane * LANE - 4 * LANE));
    const { began, ms } = next.span;
    if (began < time.from || began + ms > time.to)
      show(endingAt(time, began + (time.to - time.from) / 2), false);
  };
  return {
    time,
    scrolled,
    selected,
    following,
    zoom: (factor, at) => show(zoomed(time, factor, following ? 1 : at), following),
    pan: (share) => show(panned(time, share), false),
    scroll: (by) => setScrolled(scrolled + by),
    step,
    follow: () => setFollowing(true),
    point: (at) => {
      if (at === null) return;
      const lane = lanes.all[Math.floor((at.y - AXIS + scrolled) / LANE)];
      const span = time.to - time.from;
      const found = lane && spanAt(lane, time.from + at.share * span, span / 400);
      if (found !== undefined) setSelected(found);
    },
    open: () => {
      if (selected !== null && selected.kind !== "call") location.hash = hrefOf("task", selected.key);
    },
  };
}
