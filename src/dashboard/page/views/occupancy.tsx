import type { WorkerView } from "../../../client/observer/views.ts";
import { formatBytes, formatNumber } from "../../../client/text/units.ts";
import { count, counted } from "../model/format.ts";
import { busyThreads } from "../model/occupancy.ts";
import { hrefOf } from "../model/route.ts";
import { sorted } from "../model/sorting.ts";
import { Meter } from "../parts/meter.tsx";
import { Empty } from "../parts/panel.tsx";
import { Threads } from "./threads.tsx";

/** Workers shown each with its figures; beyond them every one is a cell. */
const EACH = 24;

/** How busy each worker is: a card each, or a cell each where they are many. */
export function Occupancy({ workers }: { readonly workers: readonly WorkerView[] }) {
  if (workers.length === 0) return <Empty>No worker has joined.</Empty>;
  const all = sorted(workers, ({ name }) => name, "ascending");
  if (workers.length > EACH) return <Cells workers={all} />;
  return (
    <ul class="cards">
      {all.map((worker) => (
        <li key={worker.address} class="card" data-worker={worker.name}>
          <div class="card-head">
            <b>{worker.name}</b>
            <span>{worker.state}</span>
          </div>
          <Threads of={worker} noun=" threads" />
          {worker.load !== null && (
            <>
              <Meter
                label={`Cores in use by ${worker.name}`}
                value={worker.load.cpu}
                max={worker.threads}
                text={`${formatNumber(worker.load.cpu)} cores`}
              />
              <Meter
                label={`Memory of ${worker.name}`}
                value={worker.load.memory}
                max={worker.load.memoryLimit}
                warns
                text={formatBytes(worker.load.memory)}
              />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Cells({ workers }: { readonly workers: readonly WorkerView[] }) {
  const busy = workers.filter((worker) => busyThreads(worker) === worker.threads).length;
  return (
    <>
      <p class="note">
        {counted(workers.length, "worker")}, {count(busy)} of them busy on all threads. The darker a cell, the
        more of its threads have work. <a href={hrefOf("workers")}>All figures</a>
      </p>
      <div
        class="cells"
        role="img"
        aria-label={`${count(busy)} of ${counted(workers.length, "worker")} are busy`}
      >
        {workers.map((worker) => (
          <i
            key={worker.address}
            title={`${worker.name}: ${busyThreads(worker)}/${worker.threads} threads, ${worker.state}`}
            class={worker.state === "open" ? "cell" : "cell is-shut"}
            style={{ "--share": String(busyThreads(worker) / Math.max(1, worker.threads)) }}
          />
        ))}
      </div>
    </>
  );
}
