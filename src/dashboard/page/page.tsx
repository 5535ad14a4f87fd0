import { useEffect } from "preact/hooks";
import type { Subject, ViewName } from "./feed.ts";
import { useFeed, useRoute } from "./hooks.ts";
import { Remembering } from "./memory.tsx";
import { isKey, type Route, tabOf } from "./model/route.ts";
import { Banner } from "./parts/banner.tsx";
import { Header } from "./parts/header.tsx";
import { Tabs } from "./parts/tabs.tsx";
import { ActorPage } from "./views/actor.tsx";
import { Actors } from "./views/actors.tsx";
import { Coordination } from "./views/coordination.tsx";
import { Failures } from "./views/failures.tsx";
import { GraphPage } from "./views/graph.tsx";
import { Now } from "./views/now.tsx";
import { Stream } from "./views/stream.tsx";
import { System } from "./views/system.tsx";
import { TaskPage } from "./views/task.tsx";
import { Workers } from "./views/workers.tsx";

/** What each view is made of, beside `now`, which the header shows on all of them. */
const NEEDS: Readonly<Record<Route["view"], readonly ViewName[]>> = {
  now: ["workers"],
  stream: ["stream"],
  graph: ["graph"],
  workers: ["workers"],
  actors: ["actors"],
  coordination: ["coordination"],
  system: ["system"],
  failures: ["failures"],
  task: [],
  actor: ["actors"],
};

/** The whole page: header, tabs, and the view that the address names. */
export function Page() {
  const feed = useFeed();
  const route = useRoute();
  useEffect(() => feed.show(["now", ...NEEDS[route.view]], subjectOf(route)), [feed, route]);
  const tab = tabOf(route);
  return (
    <Remembering>
      <Header />
      <Tabs selected={tab} />
      <Banner />
      <main>
        <div id="view" class="view" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          <Shown route={route} />
        </div>
      </main>
    </Remembering>
  );
}

/** A task or actor that is looked at by itself. */
function subjectOf(route: Route): Subject | null {
  if (route.view !== "task" && route.view !== "actor") return null;
  if (!isKey(route.key)) return null;
  return { view: route.view === "task" ? "task" : "chart", key: route.key };
}

function Shown({ route }: { readonly route: Route }) {
  switch (route.view) {
    case "now":
      return <Now />;
    case "stream":
      return <Stream />;
    case "graph":
      return <GraphPage />;
    case "workers":
      return <Workers />;
    case "actors":
      return <Actors />;
    case "coordination":
      return <Coordination />;
    case "system":
      return <System />;
    case "failures":
      return <Failures />;
    case "task":
      return <TaskPage taskKey={route.key} />;
    case "actor":
      return <ActorPage actorKey={route.key} />;
  }
}
