import type { StepView, TaskView } from "../../../client/observer/views.ts";
import { formatBytes, formatDuration } from "../../../client/text/units.ts";
import { useView } from "../hooks.ts";
import { clock, count } from "../model/format.ts";
import { isKey } from "../model/route.ts";
import { Facts } from "../parts/facts.tsx";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { Named, State, TaskLink } from "../parts/swatch.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Failed } from "./failures.tsx";

/** Keys listed of each side; the rest is a number. */
const LISTED = 100;

/** One task with its story. */
export function TaskPage({ taskKey }: { readonly taskKey: string }) {
  const task = useView("task", taskKey);
  if (task === undefined && isKey(taskKey)) return <Waiting />;
  if (task === undefined || task === null) {
    return (
      <Panel title={taskKey}>
        <Empty>No such task is known. A task that nobody holds any more is forgotten.</Empty>
      </Panel>
    );
  }
  return <Known task={task} />;
}

function Known({ task }: { readonly task: TaskView }) {
  const { key, name, phase, state, story, failure, dependencies, dependents, truncated } = task;
  return (
    <>
      <Panel title={key} aside={<Named name={name} />}>
        <Facts
          of={[
            ["Phase", <State phase={phase} />],
            ["State", state],
            ["Priority", count(task.priority)],
            ["Attempt", count(task.attempt)],
            ["Size of the result", formatBytes(task.size)],
            ["Held by clients", count(task.holders)],
            ["On workers", task.workers.join(", ") || "none"],
          ]}
        />
      </Panel>
      {failure !== null && (
        <Panel title="Failure">
          <ul class="failures">
            <Failed of={failure} />
          </ul>
        </Panel>
      )}
      <Panel title="Story" aside={story.length > 0 ? "oldest first" : undefined}>
        {story.length === 0 ? <Empty>Nothing of it is remembered.</Empty> : <Story of={story} />}
      </Panel>
      <div class="columns">
        <Keys title="Depends on" of={dependencies} />
        <Keys title="Needed by" of={dependents} />
      </div>
      {truncated && <p class="note">There are more of these than are listed.</p>}
    </>
  );
}

function Story({ of }: { readonly of: readonly StepView[] }) {
  const began = of[0]?.at ?? 0;
  const runs = [...new Set(of.map(({ run }) => run).filter((run) => run !== 0))];
  const rows = of.map((step, index) => ({ ...step, index, nth: runs.indexOf(step.run) + 1 }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: "When", cell: ({ at }) => <time class="instant">{clock(at, true)}</time> },
    { title: "After", cell: ({ at }) => formatDuration(Math.max(0, at - began)), numeric: true },
    { title: "Event", cell: ({ event }) => <code>{event}</code> },
    { title: "State", cell: ({ state }) => <b>{state}</b> },
    {
      title: "Run",
      cell: ({ run, nth }) => <span title={String(run)}>{nth === 0 ? "" : count(nth)}</span>,
      numeric: true,
    },
    { title: "Where", cell: ({ worker }) => worker ?? "" },
    { title: "Why", cell: ({ why }) => why, wide: true },
  ];
  return (
    <Table label="Steps of the story" rows={rows} columns={columns} idOf={({ index }) => String(index)} />
  );
}

function Keys({ title, of }: { readonly title: string; readonly of: readonly string[] }) {
  return (
    <Panel title={title} aside={count(of.length)}>
      {of.length === 0 ? (
        <Empty>None.</Empty>
      ) : (
        <ul class="keys is-list">
          {of.slice(0, LISTED).map((key) => (
            <li key={key}>
              <TaskLink of={key} />
            </li>
          ))}
          {of.length > LISTED && <li>and {count(of.length - LISTED)} more</li>}
        </ul>
      )}
    </Panel>
  );
}
