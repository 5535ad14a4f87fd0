import type { LoadSample, Stretch } from "../../client/observer/report-data.ts";
import type { FunctionView, WorkerView } from "../../client/observer/views.ts";
import { formatBytes, formatDuration, formatNumber } from "../../client/text/units.ts";
import { count } from "../page/model/format.ts";
import { Empty, Panel } from "../page/parts/panel.tsx";
import { Plot } from "../page/parts/plot.tsx";
import { Named } from "../page/parts/swatch.tsx";
import { type Column, Table } from "../page/parts/table.tsx";
import { type Move, movesOf } from "./moves.ts";

const functionColumns: readonly Column<FunctionView>[] = [
  {
    title: "Function",
    by: ({ name }) => name ?? "others",
    cell: ({ name }) => <Named name={name ?? "others"} />,
  },
  { title: "Done", by: ({ done }) => done, cell: ({ done }) => count(done), numeric: true },
  { title: "Failed", by: ({ failed }) => failed, cell: ({ failed }) => count(failed), numeric: true },
  { title: "Cancelled", by: (one) => one.cancelled, cell: (one) => count(one.cancelled), numeric: true },
  {
    title: "Left",
    by: ({ pending, running }) => pending + running,
    cell: ({ pending, running }) => count(pending + running),
    numeric: true,
  },
  { title: "Mean time", by: ({ ms }) => ms, cell: ({ ms }) => formatDuration(ms), numeric: true },
  {
    title: "Time",
    by: ({ ms, done }) => ms * done,
    cell: ({ ms, done }) => formatDuration(ms * done),
    numeric: true,
  },
];

/** What became of the tasks of each function. */
export function Functions({ of }: { readonly of: readonly FunctionView[] }) {
  return (
    <Panel title="Tasks" wide>
      {of.length === 0 ? (
        <Empty>No task ended, and none was left to do.</Empty>
      ) : (
        <Table
          label="Tasks of each function"
          rows={of}
          columns={functionColumns}
          idOf={({ name }) => String(name)}
          sortedBy="Time"
          direction="descending"
          page={20}
        />
      )}
    </Panel>
  );
}

const moveColumns: readonly Column<Move>[] = [
  { title: "From", by: ({ from }) => from, cell: ({ from }) => from },
  { title: "To", by: ({ to }) => to, cell: ({ to }) => to },
  { title: "Results", by: (move) => move.count, cell: (move) => count(move.count), numeric: true },
  { title: "Bytes", by: ({ bytes }) => bytes, cell: ({ bytes }) => formatBytes(bytes), numeric: true },
  { title: "Time", by: ({ ms }) => ms, cell: ({ ms }) => formatDuration(ms), numeric: true },
];

/** Which worker had how much from which. */
export function Moves({ of }: { readonly of: Stretch["spans"] }) {
  const moves = movesOf(of);
  return (
    <Panel title="Bytes moved" wide>
      {moves.length === 0 ? (
        <Empty>No result moved from one worker to another.</Empty>
      ) : (
        <Table
          label="Bytes moved between workers"
          rows={moves}
          columns={moveColumns}
          idOf={({ from, to }) => `${from}\n${to}`}
          sortedBy="Bytes"
          direction="descending"
          page={20}
        />
      )}
    </Panel>
  );
}

const workerColumns: readonly Column<WorkerView>[] = [
  {
    title: "Worker",
    by: ({ name }) => name,
    cell: ({ name, address }) => <span title={address}>{name}</span>,
  },
  { title: "Host", by: ({ host }) => host, cell: ({ host }) => host },
  { title: "Threads", by: ({ threads }) => threads, cell: ({ threads }) => count(threads), numeric: true },
  { title: "Actors", by: ({ actors }) => actors, cell: ({ actors }) => count(actors), numeric: true },
  { title: "Results", by: ({ results }) => results, cell: ({ results }) => count(results), numeric: true },
  { title: "Their bytes", by: ({ bytes }) => bytes, cell: ({ bytes }) => formatBytes(bytes), numeric: true },
  {
    title: "Memory",
    by: ({ load }) => load?.memory ?? null,
    cell: ({ load }) => load && formatBytes(load.memory),
    numeric: true,
  },
];

/** How busy the workers were, and how they were at the end. */
export function Load({ of }: { readonly of: Stretch }) {
  const { loads, workers } = of;
  const instants = loads.map(({ at }) => at / 1000);
  const column = (value: (sample: LoadSample) => number | null) => loads.map(value);
  return (
    <>
      <div class="columns">
        <Panel title="Threads and cores">
          <Plot
            whole
            label="Threads and cores"
            lines={[
              { label: "running tasks", ink: "--running" },
              { label: "cores in use", ink: "--done" },
            ]}
            columns={[instants, column(({ running }) => running), column(({ cpu }) => cpu)]}
            written={formatNumber}
          />
        </Panel>
        <Panel title="Memory">
          <Plot
            whole
            label="Memory"
            lines={[
              { label: "of processes", ink: "--running" },
              { label: "of results", ink: "--cancelled" },
            ]}
            columns={[instants, column(({ memory }) => memory), column(({ results }) => results)]}
            written={formatBytes}
          />
        </Panel>
      </div>
      <Panel title="Workers at the end" wide>
        <Table
          label="Figures of workers"
          rows={workers}
          columns={workerColumns}
          idOf={({ address }) => address}
          sortedBy="Worker"
          page={20}
        />
      </Panel>
    </>
  );
}
