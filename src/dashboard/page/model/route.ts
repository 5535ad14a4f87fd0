/** The views that have a tab, in their order. */
export const TABS = [
  ["now", "Now"],
  ["stream", "Task stream"],
  ["graph", "Graph"],
  ["workers", "Workers"],
  ["actors", "Actors"],
  ["coordination", "Coordination"],
  ["system", "System"],
  ["failures", "Failures"],
] as const;

export type TabName = (typeof TABS)[number][0];

/** What the page shows: a tab, or one task or actor. */
export type Route =
  | { readonly view: TabName }
  | { readonly view: "task"; readonly key: string }
  | { readonly view: "actor"; readonly key: string };

/** The route of an address's fragment; anything unknown is Now. */
export function routeOf(hash: string): Route {
  const [, view = "", key = ""] = /^#\/([^/]*)(?:\/(.*))?$/.exec(hash) ?? [];
  if ((view === "task" || view === "actor") && key !== "") return { view, key: decoded(key) };
  const tab = TABS.find(([name]) => name === view);
  return { view: tab === undefined ? "now" : tab[0] };
}

/** The fragment that leads to a view. */
export function hrefOf(view: TabName | "task" | "actor", key?: string): string {
  return key === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(key)}`;
}

/** Whether there can be such a key: none has a space. */
export function isKey(text: string): boolean {
  return /^\S+$/.test(text);
}

/** The tab to which a route belongs. */
export function tabOf(route: Route): TabName {
  if (route.view === "task") return "graph";
  return route.view === "actor" ? "actors" : route.view;
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
