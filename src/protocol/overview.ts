/** What a client reads about a worker. */
export type WorkerEntry = readonly [
  name: string,
  address: string,
  threads: number,
  host: string,
  paused: boolean,
  memory: number, // bytes that it may use, 0 for no limit
];

/** What somebody who looks at the cluster reads about a worker. */
export type WorkerView = readonly [
  entry: WorkerEntry,
  state: string, // "open", "retiring" or "restarting"
  running: number, // tasks that hold a slot or wait inside
  assigned: number, // tasks sent to it in all
  results: number, // that it holds
];

/** The cluster at a glance. */
export type Overview = readonly [
  workers: readonly WorkerView[],
  clients: number, // but those inside tasks
  tasks: readonly (readonly [state: string, count: number])[],
  unrunnable: readonly (readonly [count: number, why: string, keys: readonly string[]])[], // some of the keys
  actors: readonly (readonly [key: string, worker: string | null])[],
  published: readonly string[],
];
