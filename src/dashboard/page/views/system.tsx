import { useView } from "../hooks.ts";
import { count } from "../model/format.ts";
import { Events } from "../parts/events.tsx";
import { Facts } from "../parts/facts.tsx";
import { Panel, Waiting } from "../parts/panel.tsx";
import { Statechart } from "../parts/statechart.tsx";

/** Names listed of each state. */
const LISTED = 12;

/** The machines of which the cluster is made, lit where it is. */
export function System() {
  const system = useView("system");
  if (system === undefined) return <Waiting />;
  const { scheduler, worker, workers, task, tasks } = system;
  const numbers = Object.fromEntries(Object.entries(workers).map(([state, names]) => [state, names.length]));
  return (
    <>
      <Panel title="Scheduler" aside={scheduler.current.filter((id) => id !== "").join(", ")}>
        <div class="chart-and-more">
          <Statechart chart={scheduler} label="Statechart of the scheduler" />
          <div>
            <h3>Last events</h3>
            <Events of={scheduler.events} />
          </div>
        </div>
      </Panel>
      <Panel title="Worker" aside={sum(numbers)}>
        <div class="chart-and-more">
          <Statechart chart={worker} label="Statechart of workers" counts={numbers} />
          <div>
            <h3>Workers by state</h3>
            <Facts of={Object.entries(workers).map(([state, names]) => [state, some(names)])} />
          </div>
        </div>
      </Panel>
      <Panel title="Task" aside={sum(tasks)}>
        <div class="chart-and-more">
          <Statechart chart={task} label="Statechart of tasks" counts={tasks} />
          <div>
            <h3>Tasks by state</h3>
            <Facts of={Object.entries(tasks).map(([state, number]) => [state, count(number)])} />
          </div>
        </div>
      </Panel>
    </>
  );
}

function sum(numbers: Readonly<Record<string, number>>): string {
  return count(Object.values(numbers).reduce((all, number) => all + number, 0));
}

function some(names: readonly string[]): string {
  const shown = `${count(names.length)}: ${names.slice(0, LISTED).join(", ")}`;
  return names.length > LISTED ? `${shown} and ${count(names.length - LISTED)} more` : shown;
}
