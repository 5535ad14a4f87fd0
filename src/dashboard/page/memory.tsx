import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { NowView, StreamView, WorkerView } from "../../client/observer/views.ts";
import { useFeed } from "./hooks.ts";
import { Lanes } from "./model/lanes.ts";
import { Samples } from "./model/samples.ts";

/** Ms for which the load of workers is taken to stay as it was. */
const RECENT = 3_000;

/** What the page remembers of what it has seen, whichever view is shown; a reload keeps the samples. */
export class Memory {
  /** Tasks ended per second. */
  readonly rate = new Samples(kept("rate"));
  /** Threads that run something, and cores in use. */
  readonly load = new Samples(kept("load"));
  lanes = new Lanes();
  /** The connection by which the lanes came. */
  #connection = -1;
  #cores: number | null = null;
  /** When workers were heard of last; they are while a view shows them. */
  #heard = 0;

  takeNow(now: NowView): void {
    this.rate.add(now.at, now.rate);
    const cores = Date.now() - this.#heard < RECENT ? this.#cores : null;
    this.load.add(now.at, now.workers.running, cores);
  }

  takeWorkers(workers: readonly WorkerView[]): void {
    this.#heard = Date.now();
    const loads = workers.flatMap(({ load }) => (load === null ? [] : [load.cpu]));
    this.#cores = loads.length === 0 ? null : loads.reduce((sum, cpu) => sum + cpu, 0);
  }

  /** The first stream of a connection has all that the server kept, and takes the place of what was here. */
  takeStream({ spans, dropped }: StreamView, connection: number): void {
    if (connection !== this.#connection) this.lanes = new Lanes();
    this.#connection = connection;
    this.lanes.add(spans);
    this.lanes.dropped += dropped;
  }

  /** Keeps the samples for the next page in this tab. */
  keep(): void {
    try {
      sessionStorage.setItem("rate", JSON.stringify(this.rate.rows));
      sessionStorage.setItem("load", JSON.stringify(this.load.rows));
    } catch {
      // Where nothing may be kept, the charts begin anew.
    }
  }
}

const MemoryContext = createContext<Memory | null>(null);

/** What was seen before. */
export function useMemory(): Memory {
  const memory = useContext(MemoryContext);
  if (memory === null) throw new Error("There is no memory around this component.");
  return memory;
}

/** Remembers what comes in, for all that is inside. */
export function Remembering({ children }: { readonly children: ComponentChildren }) {
  const feed = useFeed();
  const [memory] = useState(() => new Memory());
  useEffect(() => {
    const keep = () => memory.keep();
    addEventListener("pagehide", keep);
    const stops = [
      feed.on("now", (now) => memory.takeNow(now)),
      feed.on("workers", (workers) => memory.takeWorkers(workers)),
      feed.on("stream", (stream) => memory.takeStream(stream, feed.connection)),
      () => removeEventListener("pagehide", keep),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [feed, memory]);
  return <MemoryContext.Provider value={memory}>{children}</MemoryContext.Provider>;
}

function kept(name: string): readonly (readonly (number | null)[])[] {
  try {
    const rows: unknown = JSON.parse(sessionStorage.getItem(name) ?? "[]");
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}
