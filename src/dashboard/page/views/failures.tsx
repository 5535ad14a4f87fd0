import type { FailureView } from "../../../client/observer/views.ts";
import { useView } from "../hooks.ts";
import { clock } from "../model/format.ts";
import { Empty, Panel, Waiting } from "../parts/panel.tsx";
import { Retry } from "../parts/retry.tsx";
import { Scroller } from "../parts/scroller.tsx";
import { Swatch, TaskLink } from "../parts/swatch.tsx";

/** The last tasks that failed, with error and stack. */
export function Failures() {
  const failures = useView("failures");
  if (failures === undefined) return <Waiting />;
  return (
    <Panel title="Failures" aside={failures.length > 0 ? "newest first" : undefined}>
      {failures.length === 0 ? (
        <Empty>No task has failed.</Empty>
      ) : (
        <ul class="failures">
          {failures
            .toSorted((a, b) => b.at - a.at)
            .map((failure) => (
              <Failed key={`${failure.key} ${failure.at}`} of={failure} />
            ))}
        </ul>
      )}
    </Panel>
  );
}

/** One failure: what, where and when. */
export function Failed({ of }: { readonly of: FailureView }) {
  const { key, name, at, error, stack, worker } = of;
  return (
    <li class="failure" data-key={key}>
      <div class="failure-head">
        <span class="name">
          <Swatch name={name} />
          <TaskLink of={key} />
        </span>
        <span class="muted">
          <time>{clock(at)}</time>
          {worker !== null && ` on ${worker}`}
        </span>
        <Retry of={key} />
      </div>
      <p class="error">{error}</p>
      {stack !== null && (
        <details>
          <summary>Remote stack</summary>
          <Scroller label={`Remote stack of ${key}`}>
            <pre>{stack}</pre>
          </Scroller>
        </details>
      )}
    </li>
  );
}
