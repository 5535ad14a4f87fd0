import { useMemo } from "preact/hooks";
import type { Stretch } from "../../client/observer/report-data.ts";
import { formatBytes, formatDuration } from "../../client/text/units.ts";
import { clock, count, counted } from "../page/model/format.ts";
import { Lanes } from "../page/model/lanes.ts";
import { Empty, Panel } from "../page/parts/panel.tsx";
import { StreamCanvas } from "../page/parts/stream-canvas.tsx";
import { State } from "../page/parts/swatch.tsx";
import { useStreamView } from "../page/views/stream-view.ts";

/** What each thread did when: a lane for each, a bar for whatever took time. */
export function StreamPanel({ stretch, ms }: { readonly stretch: Stretch; readonly ms: number }) {
  const lanes = useMemo(() => {
    const made = new Lanes();
    made.add(stretch.spans);
    return made;
  }, [stretch]);
  const view = useStreamView(lanes, { from: 0, to: Math.max(ms, 10) });
  const { selected } = view;
  return (
    <Panel
      title="Task stream"
      wide
      aside={
        <span class="controls">
          <button type="button" class="button" onClick={() => view.zoom(1.5, 1)} aria-label="Zoom in">
            +
          </button>
          <button type="button" class="button" onClick={() => view.zoom(1 / 1.5, 1)} aria-label="Zoom out">
            −
          </button>
        </span>
      }
    >
      {lanes.size === 0 ? (
        <Empty>Nothing ended meanwhile.</Empty>
      ) : (
        <StreamCanvas
          {...view}
          open={() => {}}
          lanes={lanes.all}
          label={`Task stream: ${counted(lanes.size, "bar")} in ${counted(lanes.all.length, "lane")}`}
        />
      )}
      <p class="span-line">
        {selected === null ? (
          <span class="muted">No bar is selected.</span>
        ) : (
          <>
            <b>{selected.kind === "transfer" ? `from ${selected.name}` : selected.name}</b>
            <State phase={selected.outcome} />
            <span>{formatDuration(selected.ms)}</span>
            <span>{clock(selected.began, true)}</span>
            <span>
              {selected.worker}, {selected.lane}
            </span>
            {selected.bytes > 0 && <span>{formatBytes(selected.bytes)}</span>}
            <span class="key">{selected.key}</span>
          </>
        )}
      </p>
      <p class="note" id="stream-keys">
        Wheel or + and − zoom, drag or arrow keys move, comma and full stop go from bar to bar.
        {stretch.dropped > 0 && ` ${count(stretch.dropped)} earlier bars are not here.`}
      </p>
    </Panel>
  );
}
