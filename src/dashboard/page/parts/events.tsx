import type { ChartView } from "../../../client/observer/views.ts";
import { clock } from "../model/format.ts";
import { Empty } from "./panel.tsx";

/** The last events of a machine, the newest first. */
export function Events({ of }: { readonly of: ChartView["events"] }) {
  if (of.length === 0) return <Empty>No event yet.</Empty>;
  return (
    <ol class="events" aria-label="Last events">
      {of.toReversed().map(({ at, type }, index) => (
        <li key={of.length - index}>
          <time class="instant">{clock(at, true)}</time> <code>{type}</code>
        </li>
      ))}
    </ol>
  );
}
