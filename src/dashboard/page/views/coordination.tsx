import type { PrimitiveView } from "../../../client/observer/views.ts";
import { useView } from "../hooks.ts";
import { count } from "../model/format.ts";
import { Meter } from "../parts/meter.tsx";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";

const columns: readonly Column<PrimitiveView>[] = [
  { title: "Kind", by: ({ kind, name }) => `${kind} ${name}`, cell: ({ kind }) => kind },
  { title: "Name", by: ({ name }) => name, cell: ({ name }) => name },
  { title: "State", by: ({ state }) => state, cell: ({ state }) => state },
  { title: "Size", by: ({ size }) => size, cell: Size, numeric: true, bar: true },
  {
    title: "Held by",
    by: ({ holders }) => holders.length,
    cell: ({ holders }) => <Addresses of={holders} more={0} />,
  },
  { title: "Waiting", by: ({ waiting }) => waiting, cell: ({ waiting }) => count(waiting), numeric: true },
  {
    title: "Served next",
    cell: ({ waiters, waiting }) => <Addresses of={waiters} more={waiting - waiters.length} />,
    wide: true,
  },
];

/** Queues, locks, semaphores, events and variables, with who holds them and who waits. */
export function Coordination() {
  const primitives = useView("coordination");
  if (primitives === undefined) return <Waiting />;
  return (
    <Panel title="Coordination">
      {primitives.length === 0 ? (
        <Empty>No queue, lock, semaphore, event or variable has been used.</Empty>
      ) : (
        <Table
          label="Queues, locks, semaphores, events and variables"
          rows={primitives}
          columns={columns}
          idOf={({ kind, name }) => `${kind} ${name}`}
          sortedBy="Kind"
        />
      )}
    </Panel>
  );
}

function Size({ name, size, limit }: PrimitiveView) {
  if (size === null) return <span class="zero">–</span>;
  if (limit === null) return <>{count(size)}</>;
  return <Meter label={`Size of ${name}`} value={size} max={limit} text={`${count(size)}/${count(limit)}`} />;
}

function Addresses({ of, more }: { readonly of: readonly string[]; readonly more: number }) {
  if (of.length === 0) return <span class="zero">–</span>;
  return (
    <ul class="chips">
      {of.map((address, index) => (
        <li key={`${address} ${index}`}>{address}</li>
      ))}
      {more > 0 && <li class="more">and {count(more)} more</li>}
    </ul>
  );
}
