import { useEffect, useState } from "preact/hooks";
import { formatDuration } from "../../../client/text/units.ts";
import { useFeed } from "../hooks.ts";
import { useMemory } from "../memory.tsx";
import { count, counted } from "../model/format.ts";
import { type Share, sharesOf } from "../model/lanes.ts";
import { Empty, Panel } from "../parts/panel.tsx";
import { StreamCanvas } from "../parts/stream-canvas.tsx";
import { Named } from "../parts/swatch.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { SpanLine } from "./span-line.tsx";
import { useStreamView } from "./stream-view.ts";

const columns: readonly Column<Share>[] = [
  {
    title: "Function",
    by: ({ name }) => name,
    cell: ({ name, kind }) =>
      kind === "transfer" ? (
        <span class="name">
          <i class="swatch is-transfer" />
          {name}
        </span>
      ) : (
        <Named name={name} />
      ),
  },
  { title: "Kind", by: ({ kind }) => kind, cell: ({ kind }) => kind },
  { title: "Bars", by: (share) => share.count, cell: (share) => count(share.count), numeric: true },
  { title: "Failed", by: ({ failed }) => failed, cell: ({ failed }) => count(failed), numeric: true },
  { title: "Time", by: ({ ms }) => ms, cell: ({ ms }) => formatDuration(ms), numeric: true },
  {
    title: "Mean",
    by: (share) => share.ms / share.count,
    cell: (share) => formatDuration(share.ms / share.count),
    numeric: true,
  },
];

/** What each thread did when: a lane for each, a bar for whatever took time. */
export function Stream() {
  const feed = useFeed();
  const memory = useMemory();
  const [, setSeen] = useState(0);
  useEffect(() => feed.on("stream", () => setSeen((seen) => seen + 1)), [feed]);
  const { lanes } = memory;
  const view = useStreamView(lanes);
  const shares = sharesOf(lanes.all);
  return (
    <>
      <Panel
        title="Task stream"
        aside={
          <span class="controls">
            <button type="button" class="button" onClick={() => view.zoom(1.5, 1)} aria-label="Zoom in">
              +
            </button>
            <button type="button" class="button" onClick={() => view.zoom(1 / 1.5, 1)} aria-label="Zoom out">
              −
            </button>
            <button type="button" class="button" aria-pressed={view.following} onClick={view.follow}>
              Follow
            </button>
          </span>
        }
      >
        <StreamCanvas
          {...view}
          lanes={lanes.all}
          label={`Task stream: ${counted(lanes.size, "bar")} in ${counted(lanes.all.length, "lane")}`}
        />
        <SpanLine of={view.selected} />
        <p class="note" id="stream-keys">
          Wheel or + and − zoom, drag or arrow keys move, comma and full stop go from bar to bar, a click or
          Enter opens a task, End follows what comes in.
          {lanes.dropped > 0 && ` ${count(lanes.dropped)} earlier bars are not kept.`}
        </p>
      </Panel>
      <Panel title="Where the time went">
        {shares.length === 0 ? (
          <Empty>Nothing has ended since this page began to look.</Empty>
        ) : (
          <Table
            label="Time of each function"
            rows={shares}
            columns={columns}
            idOf={idOf}
            sortedBy="Time"
            direction="descending"
            page={20}
          />
        )}
      </Panel>
    </>
  );
}

function idOf({ kind, name }: Share): string {
  return `${kind} ${name}`;
}
