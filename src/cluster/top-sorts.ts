import type { FunctionView, WorkerView } from "../client/observer/views.ts";

/** In which order functions and workers stand: those with the most first. */
interface Order {
  functions(view: FunctionView): number;
  workers(view: WorkerView): number;
}

const busy: Order = {
  functions: ({ pending, running }) => pending + running,
  workers: ({ running, queued }) => running + queued,
};

const ORDERS = {
  busy,
  cpu: {
    functions: ({ done, failed, ms }) => (done + failed) * ms,
    workers: ({ load }) => load?.cpu ?? 0,
  },
  memory: { functions: busy.functions, workers: ({ load }) => load?.memory ?? 0 },
  failed: { functions: ({ failed }) => failed, workers: busy.workers },
  name: { functions: () => 0, workers: () => 0 },
} as const satisfies Record<string, Order>;

export type Sort = keyof typeof ORDERS;

export const SORTS = Object.keys(ORDERS) as readonly Sort[];

/** The one after it, and after the last the first. */
export function nextSort(sort: Sort): Sort {
  return SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] ?? "busy";
}

/** The one that a letter stands for: it begins with it. */
export function sortOf(letter: string): Sort | undefined {
  return SORTS.find((sort) => sort[0] === letter);
}

export function sortFunctions(views: readonly FunctionView[], sort: Sort): FunctionView[] {
  return inOrder(views, ORDERS[sort].functions);
}

export function sortWorkers(views: readonly WorkerView[], sort: Sort): WorkerView[] {
  return inOrder(views, ORDERS[sort].workers);
}

/** The most first, else by name; what has none is last. */
function inOrder<View extends { readonly name: string | null }>(
  views: readonly View[],
  weigh: (view: View) => number,
): View[] {
  const last = (view: View) => (view.name === null ? 1 : 0);
  return [...views].sort(
    (a, b) =>
      last(a) - last(b) ||
      weigh(b) - weigh(a) ||
      (a.name ?? "").localeCompare(b.name ?? "", "en", { numeric: true }),
  );
}
