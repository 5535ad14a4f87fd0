import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GraphView } from "../../../client/observer/views.ts";
import { useView } from "../hooks.ts";
import { counted } from "../model/format.ts";
import { groupsOf, PHASES } from "../model/graph-groups.ts";
import { layOut, shapeOf } from "../model/graph-layout.ts";
import { GraphPicture } from "../parts/graph-picture.tsx";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { State } from "../parts/swatch.tsx";

/** Nodes beyond which one stands for all of a function, unless somebody wants each. */
const EACH = 80;
/** Ms between two layouts, so that the picture can be looked at. */
const CALM = 1_000;

/** What is under way and what it hangs on. */
export function GraphPage() {
  const view = useView("graph");
  const [wanted, setWanted] = useState<boolean | null>(null);
  const [held, setHeld] = useState(false);
  if (view === undefined) return <Waiting />;
  const grouped = view.grouped || (wanted ?? view.nodes.length > EACH);
  const shown = grouped ? groupsOf(view) : view;
  return (
    <Panel
      title="Graph"
      aside={
        <span class="controls">
          <label>
            <input
              type="checkbox"
              checked={grouped}
              disabled={view.grouped}
              onChange={(event) => setWanted(event.currentTarget.checked)}
            />{" "}
            By function
          </label>
          <label>
            <input
              type="checkbox"
              checked={held}
              onChange={(event) => setHeld(event.currentTarget.checked)}
            />{" "}
            Hold still
          </label>
        </span>
      }
    >
      <p class="note legend">
        {PHASES.map((phase) => (
          <State key={phase} phase={phase} />
        ))}
        <span>{summary(shown)}</span>
      </p>
      {view.nodes.length === 0 ? <Empty>Nothing is under way.</Empty> : <Calm view={shown} held={held} />}
    </Panel>
  );
}

/** Shows a graph with the layout of the moment it last had time for one; states change at once. */
function Calm({ view, held }: { readonly view: GraphView; readonly held: boolean }) {
  const [fixed, setFixed] = useState(view);
  const laidAt = useRef(0);
  const kept = useRef(view);
  if (!held) kept.current = view;
  const shape = shapeOf(kept.current);
  const shown = kept.current;
  useEffect(() => {
    const wait = Math.max(0, laidAt.current + CALM - performance.now());
    const timer = setTimeout(() => {
      laidAt.current = performance.now();
      setFixed(kept.current);
    }, wait);
    return () => clearTimeout(timer);
  }, [shape]);
  const layout = useMemo(() => layOut(fixed), [fixed]);
  return <GraphPicture view={fixed} live={shown} layout={layout} />;
}

function summary({ grouped, nodes, truncated }: GraphView): string {
  const number = grouped ? counted(nodes.length, "function") : counted(nodes.length, "task");
  return truncated ? `${number}, and more that are not shown` : number;
}
