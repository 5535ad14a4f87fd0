import { formatDuration } from "../../client/text/units.ts";
import type { Profile } from "../../profile/profile.ts";
import { Empty, Panel } from "../page/parts/panel.tsx";
import { Named } from "../page/parts/swatch.tsx";
import { type Column, Table } from "../page/parts/table.tsx";
import { type Sum, sumsOf } from "./flame.ts";
import { FlameGraph } from "./flame-graph.tsx";
import { placeOf } from "./place.ts";

/** Functions in the table. */
const FUNCTIONS = 200;

/** What the threads did: as a flame graph, and function by function. */
export function ProfilePanels({ profile, base }: { readonly profile: Profile; readonly base: string }) {
  const { root } = profile;
  if (root.total === 0) {
    return (
      <Panel title="Flame graph" wide>
        <Empty>No thread ran anything while it was looked at.</Empty>
      </Panel>
    );
  }
  const share = (ms: number) => `${((ms / root.total) * 100).toFixed(1)} %`;
  const columns: readonly Column<Sum>[] = [
    { title: "Function", by: ({ node }) => node.name, cell: ({ node }) => <Named name={node.name} /> },
    { title: "In itself", by: ({ self }) => self, cell: ({ self }) => formatDuration(self), numeric: true },
    { title: "Share", by: ({ self }) => self, cell: ({ self }) => share(self), numeric: true },
    { title: "In all", by: ({ total }) => total, cell: ({ total }) => formatDuration(total), numeric: true },
    {
      title: "Where",
      by: ({ node }) => placeOf(node, base),
      cell: ({ node }) => <span class="key">{placeOf(node, base)}</span>,
    },
  ];
  return (
    <>
      <Panel title="Flame graph" wide>
        <FlameGraph root={root} base={base} />
      </Panel>
      <Panel title="Functions by the time spent in themselves" wide>
        <Table
          label="Functions"
          rows={sumsOf(root).slice(0, FUNCTIONS)}
          columns={columns}
          idOf={({ node }) => `${node.name} ${node.url}:${node.line}:${node.column}`}
          sortedBy="In itself"
          direction="descending"
          page={20}
        />
      </Panel>
    </>
  );
}
