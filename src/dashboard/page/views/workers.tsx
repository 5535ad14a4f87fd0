import { useState } from "preact/hooks";
import type { WorkerView } from "../../../client/observer/views.ts";
import { formatBytes, formatDuration, formatNumber } from "../../../client/text/units.ts";
import { useView } from "../hooks.ts";
import { count } from "../model/format.ts";
import { busyThreads } from "../model/occupancy.ts";
import { Meter } from "../parts/meter.tsx";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { State } from "../parts/swatch.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Threads } from "./threads.tsx";

const columns: readonly Column<WorkerView>[] = [
  { title: "Name", by: ({ name }) => name, cell: ({ name, address }) => <span title={address}>{name}</span> },
  {
    title: "State",
    by: ({ state }) => state,
    cell: ({ state }) => <State phase={lookOf(state)}>{state}</State>,
  },
  {
    title: "Threads",
    by: (worker) => busyThreads(worker) / worker.threads,
    cell: (worker) => <Threads of={worker} />,
    numeric: true,
    bar: true,
  },
  {
    title: "CPU",
    by: ({ load }) => load?.cpu ?? null,
    cell: ({ name, load, threads }) =>
      load && (
        <Meter
          label={`Cores in use by ${name}`}
          value={load.cpu}
          max={threads}
          text={formatNumber(load.cpu)}
        />
      ),
    numeric: true,
    bar: true,
  },
  {
    title: "Memory",
    by: ({ load }) => load?.memory ?? null,
    cell: ({ name, load }) =>
      load && (
        <Meter
          label={`Memory of ${name}`}
          value={load.memory}
          max={load.memoryLimit}
          warns
          text={formatBytes(load.memory)}
        />
      ),
    numeric: true,
    bar: true,
  },
  { title: "Queued", by: ({ queued }) => queued, cell: ({ queued }) => count(queued), numeric: true },
  { title: "Results", by: ({ results }) => results, cell: ({ results }) => count(results), numeric: true },
  { title: "Held", by: (worker) => worker.bytes, cell: (worker) => formatBytes(worker.bytes), numeric: true },
  {
    title: "On disk",
    by: ({ load }) => load?.spilled ?? null,
    cell: ({ load }) => load && count(load.spilled),
    numeric: true,
  },
  { title: "Actors", by: ({ actors }) => actors, cell: ({ actors }) => count(actors), numeric: true },
  {
    title: "Loop delay",
    by: ({ load }) => load?.delay ?? null,
    cell: ({ load }) => load && formatDuration(load.delay),
    numeric: true,
  },
  { title: "Host", by: ({ host }) => host, cell: ({ host }) => host },
];

/** Each worker with its figures. */
export function Workers() {
  const workers = useView("workers");
  const [wanted, setWanted] = useState("");
  if (workers === undefined) return <Waiting />;
  const word = wanted.trim().toLowerCase();
  const shown = word === "" ? workers : workers.filter((worker) => matches(worker, word));
  return (
    <Panel
      title="Workers"
      aside={
        <label class="search">
          <span class="unseen">Show workers with this in name, host or state</span>
          <input
            type="search"
            placeholder="Name, host or state"
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
      }
    >
      {workers.length === 0 && <Empty>No worker has joined.</Empty>}
      {workers.length > 0 && shown.length === 0 && <Empty>No worker is like that.</Empty>}
      {shown.length > 0 && (
        <Table
          label="All workers"
          rows={shown}
          columns={columns}
          idOf={({ address }) => address}
          sortedBy="Name"
        />
      )}
    </Panel>
  );
}

function matches({ name, host, state }: WorkerView, word: string): boolean {
  return [name, host, state].some((text) => text.toLowerCase().includes(word));
}

function lookOf(state: string): string {
  if (state === "open") return "done";
  return state === "paused" ? "pending" : "failed";
}
