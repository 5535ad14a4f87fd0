import type { ReportData } from "../../client/report-data.ts";
import { formatDuration } from "../../client/units.ts";
import { counted } from "../page/model/format.ts";
import { Facts } from "../page/parts/facts.tsx";
import { Panel } from "../page/parts/panel.tsx";
import { ThemeSwitch } from "../page/parts/theme-switch.tsx";
import { ProfilePanels } from "./profile-panels.tsx";

/** The whole page of a profile, or of a stretch of work. */
export function Report({ data }: { readonly data: ReportData }) {
  const { title, base, profile } = data;
  const { root, began, ms, interval, workers, threads, missing } = profile;
  const busy = threads === 0 || ms === 0 ? 0 : root.total / (ms * threads);
  return (
    <>
      <header class="header">
        <h1 class="brand">{title}</h1>
        <ThemeSwitch />
      </header>
      <main class="view">
        <Panel title="Summary" wide>
          <Facts
            of={[
              ["Began", new Date(began).toLocaleString()],
              ["Took", formatDuration(ms)],
              ["Sampled", `${counted(threads, "thread")} of ${counted(workers.length, "worker")}`],
              ["A sample every", formatDuration(interval / 1000)],
              ["Time in JavaScript", formatDuration(root.total)],
              ["Of all threads' time", `${(busy * 100).toFixed(1)} %`],
            ]}
          />
          {missing.map(({ worker, why }) => (
            <p key={worker} class="gap">
              Not all of {worker} is here: {why}
            </p>
          ))}
        </Panel>
        <ProfilePanels profile={profile} base={base} />
      </main>
    </>
  );
}
