import type { SpanView } from "../../../client/observer/views.ts";
import { formatBytes, formatDuration } from "../../../client/text/units.ts";
import { clock } from "../model/format.ts";
import { State, TaskLink } from "../parts/swatch.tsx";

/** The bar that is pointed to or selected, in words. */
export function SpanLine({ of }: { readonly of: SpanView | null }) {
  if (of === null) return <p class="span-line muted">No bar is selected.</p>;
  const { kind, worker, lane, name, key, began, ms, outcome } = of;
  return (
    <p class="span-line">
      <b>{kind === "transfer" ? `from ${name}` : name}</b>
      <State phase={outcome} />
      <span>{formatDuration(ms)}</span>
      <span>{clock(began, true)}</span>
      <span>
        {worker}, {lane}
      </span>
      {of.bytes > 0 && <span>{formatBytes(of.bytes)}</span>}
      {kind === "task" || kind === "transfer" ? <TaskLink of={key} /> : <span class="key">{key}</span>}
    </p>
  );
}
