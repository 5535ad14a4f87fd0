import { useView } from "../hooks.ts";
import { count } from "../model/format.ts";
import { Events } from "../parts/events.tsx";
import { Panel, Waiting } from "../parts/panel.tsx";
import { Statechart } from "../parts/statechart.tsx";

/** The machines of which the cluster is made, lit where it is. */
export function System() {
  const system = useView("system");
  if (system === undefined) return <Waiting />;
  const { scheduler, worker, workers, task, tasks } = system;
  const numbers = Object.fromEntries(Object.entries(workers).map(([state, names]) => [state, names.length]));
  return (
    <div class="charts">
      <Panel title="Scheduler" aside={scheduler.current.filter((id) => id !== "").join(", ")}>
        <Statechart chart={scheduler} label="Statechart of the scheduler" />
        <h3>Last events</h3>
        <Events of={scheduler.events} />
      </Panel>
      <Panel title="Worker" aside={sum(numbers)}>
        <Statechart chart={worker} label="Statechart of workers" counts={numbers} />
        <h3>Workers by state</h3>
        <dl class="facts">
          {Object.entries(workers).map(([state, names]) => (
            <div key={state}>
              <dt>{state}</dt>
              <dd>
                {count(names.length)}: {some(names)}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title="Task" aside={sum(tasks)}>
        <Statechart chart={task} label="Statechart of tasks" counts={tasks} />
      </Panel>
    </div>
  );
}

function sum(numbers: Readonly<Record<string, number>>): string {
  return count(Object.values(numbers).reduce((all, number) => all + number, 0));
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(", ");
  return names.length > 12 ? `${shown} and ${count(names.length - 12)} more` : shown;
}
