import type { FunctionView } from "../../../client/observer/views.ts";
import { count } from "../model/format.ts";
import { PHASES } from "../model/graph-groups.ts";

/** The share of each phase in the tasks of a function, as a bar of stretches. */
export function Progress({ of }: { readonly of: Omit<FunctionView, "name" | "ms"> }) {
  const all = PHASES.reduce((sum, phase) => sum + of[phase], 0);
  const parts = PHASES.filter((phase) => of[phase] > 0);
  return (
    <div
      class="progress"
      role="img"
      aria-label={parts.map((phase) => `${count(of[phase])} ${phase}`).join(", ") || "nothing yet"}
    >
      {parts.map((phase) => (
        <span key={phase} class={`stretch is-${phase}`} style={{ width: `${(of[phase] / all) * 100}%` }} />
      ))}
    </div>
  );
}
