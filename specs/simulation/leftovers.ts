import type { SimulatedCluster } from "./cluster.ts";

/** How much there is at one who hosts actors. */
interface Hosted {
  readonly worker: string;
  readonly sizes: Readonly<Record<"actors" | "calls" | "untaken" | "residents", number>>;
}

/** How much there is where actors live. */
export function hostsOf({ workers }: SimulatedCluster): readonly Hosted[] {
  return workers.flatMap(({ executors, process }) =>
    executors.map(({ actors, threads }) => {
      const residents = threads.filter(({ dead }) => !dead).reduce((sum, one) => sum + one.residents.size, 0);
      return { worker: process.name, sizes: { ...actors.sizes, residents } };
    }),
  );
}

/** What is still there of keys and actors, of scheduler and living workers; nothing where all was released. */
export function leftovers(cluster: SimulatedCluster): readonly string[] {
  const { tasks, published, named, killings, recalled, stranded, unplaced } = cluster.scheduler.tables;
  const rows = [...tasks.values()].map(({ key, state, holders }) =>
    [key, state, ...holders.map(({ address }) => `held by ${address}`)].join(" "),
  );
  const names = [...published.names, ...named.names];
  const sets = { killings, recalled, stranded, unplaced };
  const marks = Object.entries(sets).flatMap(([what, { size }]) => (size > 0 ? [`${size} ${what}`] : []));
  const kept = cluster.workers.flatMap(({ service, process }) => {
    const { runs, kept: keys, fetches } = service.tables;
    const found = [...runs.keys(), ...keys, ...fetches.keys()].map((key) => `${key} at ${process.name}`);
    return service.store.size > 0 ? [...found, `${service.store.size} results at ${process.name}`] : found;
  });
  const hosted = hostsOf(cluster).flatMap(({ worker, sizes }) =>
    Object.entries(sizes).flatMap(([what, size]) => (size > 0 ? [`${size} ${what} at ${worker}`] : [])),
  );
  if (cluster.court.rivals > 0) marks.push(`${cluster.court.rivals} schedulers that are not the last`);
  return [...rows, ...names, ...marks, ...kept, ...hosted];
}
