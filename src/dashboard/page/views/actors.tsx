import type { ActorView } from "../../../client/observer/views.ts";
import { useView } from "../hooks.ts";
import { count } from "../model/format.ts";
import { hrefOf } from "../model/route.ts";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { Named } from "../parts/swatch.tsx";
import { type Column, Table } from "../parts/table.tsx";

const unknown = <span class="zero">–</span>;

const columns: readonly Column<ActorView>[] = [
  {
    title: "Actor",
    by: ({ name, type, key }) => name ?? `${type} ${key}`,
    cell: ({ name, type, key }) => (
      <a href={hrefOf("actor", key)}>
        <Named name={name ?? key} colour={type} />
      </a>
    ),
  },
  { title: "Type", by: ({ type }) => type, cell: ({ type }) => type },
  { title: "Form", by: ({ form }) => form, cell: ({ form }) => form },
  { title: "Worker", by: ({ worker }) => worker, cell: ({ worker }) => worker ?? <i>waits for one</i> },
  {
    title: "Calls",
    by: ({ calls }) => calls,
    cell: ({ calls }) => (calls === null ? unknown : count(calls)),
    numeric: true,
  },
  {
    title: "Mailbox",
    by: ({ mailbox }) => mailbox,
    cell: ({ mailbox }) => (mailbox === null ? unknown : count(mailbox)),
    numeric: true,
  },
  {
    title: "In turn",
    by: ({ open }) => open,
    cell: ({ open }) => (open === null ? unknown : count(open)),
    numeric: true,
  },
];

/** Where each actor lives and what waits for it. */
export function Actors() {
  const actors = useView("actors");
  if (actors === undefined) return <Waiting />;
  return (
    <Panel title="Actors">
      {actors.length === 0 ? (
        <Empty>No actor lives here. One is made by client.actor(Class) or client.spawn(machine).</Empty>
      ) : (
        <Table label="All actors" rows={actors} columns={columns} idOf={({ key }) => key} sortedBy="Actor" />
      )}
    </Panel>
  );
}
