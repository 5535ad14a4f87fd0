import type { WorkerView } from "../../../client/observer/views.ts";
import { count } from "../model/format.ts";
import { busyThreads } from "../model/occupancy.ts";
import { Meter } from "../parts/meter.tsx";

/** How many threads of a worker have work. */
export function Threads({ of, noun = "" }: { readonly of: WorkerView; readonly noun?: string }) {
  const busy = busyThreads(of);
  const text = `${count(busy)}/${count(of.threads)}${noun}`;
  return <Meter label={`Threads of ${of.name} with work`} value={busy} max={of.threads} text={text} />;
}
