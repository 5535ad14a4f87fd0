import type { FunctionView, NowView } from "../../../client/observer/views.ts";
import { formatDuration, formatNumber } from "../../../client/text/units.ts";
import { useView } from "../hooks.ts";
import { useMemory } from "../memory.tsx";
import { count, rate } from "../model/format.ts";
import { PHASES } from "../model/graph-groups.ts";
import { Panel, Waiting } from "../parts/panel.tsx";
import { Plot, type PlotLine } from "../parts/plot.tsx";
import { Progress } from "../parts/progress.tsx";
import { Named, TaskLink } from "../parts/swatch.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Occupancy } from "./occupancy.tsx";

const RATE: readonly PlotLine[] = [{ label: "Tasks ended", ink: "--accent", fill: "--accent-soft" }];
const LOAD: readonly PlotLine[] = [
  { label: "Threads with work", ink: "--running", fill: "--accent-soft" },
  { label: "Cores in use", ink: "--warn" },
];

const columns: readonly Column<FunctionView>[] = [
  {
    title: "Function",
    by: ({ name }) => name,
    cell: ({ name }) => (name === null ? "all others" : <Named name={name} />),
  },
  { title: "Progress", cell: (row) => <Progress of={row} />, wide: true },
  ...PHASES.map(
    (phase): Column<FunctionView> => ({
      title: phase === "done" ? "Done" : phase[0]?.toUpperCase() + phase.slice(1),
      by: (row) => row[phase],
      cell: (row) => (
        <span class={row[phase] === 0 ? "zero" : `number is-${phase}`}>{count(row[phase])}</span>
      ),
      numeric: true,
    }),
  ),
  {
    title: "Mean time",
    by: ({ ms }) => ms,
    cell: ({ ms }) => (ms > 0 ? formatDuration(ms) : "–"),
    numeric: true,
  },
];

/** The cluster at a glance. */
export function Now() {
  const now = useView("now");
  const workers = useView("workers");
  const memory = useMemory();
  if (now === undefined) return <Waiting />;
  const sums = summed(now.functions);
  return (
    <>
      <ul class="totals" aria-label="Tasks by state">
        {PHASES.map((phase) => (
          <li key={phase} class={`total is-${phase}`} data-phase={phase}>
            <b>{count(sums[phase])}</b>
            <span>{phase}</span>
          </li>
        ))}
      </ul>
      <div class="columns">
        <Panel title="Rate" aside={<b>{rate(now.rate)}</b>}>
          <Plot label="Tasks ended per second" lines={RATE} columns={memory.rate.columns(1)} written={rate} />
        </Panel>
        <Panel
          title="Load"
          aside={<b>{`${count(now.workers.running)} of ${count(now.workers.threads)} threads`}</b>}
        >
          <Plot label="Load" lines={LOAD} columns={memory.load.columns(2)} written={formatNumber} />
        </Panel>
      </div>
      <Panel title="Progress">
        {now.functions.length === 0 ? (
          <p class="empty">No task yet.</p>
        ) : (
          <Table
            label="Progress of each function"
            rows={now.functions}
            columns={columns}
            idOf={({ name }) => name ?? ""}
          />
        )}
      </Panel>
      <Unrunnable of={now.unrunnable} />
      <Panel title="Workers">{workers === undefined ? <Waiting /> : <Occupancy workers={workers} />}</Panel>
      {now.published.length > 0 && (
        <Panel title="Published">
          <ul class="chips">
            {now.published.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Panel>
      )}
      {now.truncated && <p class="note">More cannot run, or is published, than is listed.</p>}
    </>
  );
}

function Unrunnable({ of }: { readonly of: NowView["unrunnable"] }) {
  if (of.length === 0) return null;
  return (
    <Panel title="Cannot run">
      <ul class="reasons">
        {of.map(({ count: number, why, keys }) => (
          <li key={why}>
            <b>{count(number)}</b> {why}
            <span class="keys">
              {keys.map((key) => (
                <TaskLink key={key} of={key} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function summed(functions: readonly FunctionView[]): Omit<FunctionView, "name" | "ms"> {
  const sum = (phase: (typeof PHASES)[number]) => functions.reduce((all, row) => all + row[phase], 0);
  return {
    pending: sum("pending"),
    running: sum("running"),
    done: sum("done"),
    failed: sum("failed"),
    cancelled: sum("cancelled"),
  };
}
