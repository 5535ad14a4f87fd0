import type { ActorView } from "../../../client/observer/views.ts";
import { useView } from "../hooks.ts";
import { count } from "../model/format.ts";
import { hrefOf } from "../model/route.ts";
import { Events } from "../parts/events.tsx";
import { Facts } from "../parts/facts.tsx";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { Statechart } from "../parts/statechart.tsx";

/** One actor; of a machine its live statechart. */
export function ActorPage({ actorKey }: { readonly actorKey: string }) {
  const actors = useView("actors");
  const actor = actors?.find(({ key }) => key === actorKey);
  return (
    <>
      <p class="way">
        <a href={hrefOf("actors")}>All actors</a>
      </p>
      <Panel title={actor?.name ?? actorKey}>
        {actors === undefined ? <Waiting /> : <Figures of={actor} />}
      </Panel>
      {actor?.form === "machine" && <Chart actorKey={actorKey} />}
    </>
  );
}

function Figures({ of }: { readonly of: ActorView | undefined }) {
  if (of === undefined) return <Empty>There is no such actor, or no more.</Empty>;
  const { key, type, form, worker, calls, mailbox, open } = of;
  const figure = (value: number | null) => (value === null ? "not heard yet" : count(value));
  return (
    <Facts
      of={[
        ["Type", `${type} (${form})`],
        ["Key", key],
        ["Worker", worker ?? "waits for one"],
        ["Calls taken", figure(calls)],
        ["In its mailbox", figure(mailbox)],
        ["In their turn", figure(open)],
      ]}
    />
  );
}

function Chart({ actorKey }: { readonly actorKey: string }) {
  const chart = useView("chart", actorKey);
  if (chart === undefined) return <Waiting />;
  if (chart === null) return <Empty>Its statechart is not to be had.</Empty>;
  const { id, events } = chart;
  return (
    <div class="chart-and-more">
      <Panel title="Statechart">
        <Statechart chart={chart} label={`Statechart of ${id}`} />
      </Panel>
      <Panel title="Last events">
        <Events of={events} />
      </Panel>
    </div>
  );
}
