import type { ReportData, Stretch } from "../../client/observer/report-data.ts";
import type { FunctionView } from "../../client/observer/views.ts";
import { formatBytes, formatDuration } from "../../client/text/units.ts";
import type { Profile } from "../../profile/profile.ts";
import { count, counted } from "../page/model/format.ts";
import { Facts } from "../page/parts/facts.tsx";
import { Panel } from "../page/parts/panel.tsx";
import { ThemeSwitch } from "../page/parts/theme-switch.tsx";
import { movesOf } from "./moves.ts";
import { ProfilePanels } from "./profile-panels.tsx";
import { StreamPanel } from "./stream-panel.tsx";
import { Functions, Load, Moves } from "./stretch-panels.tsx";

/** The whole page of a profile, or of a stretch of work. */
export function Report({ data }: { readonly data: ReportData }) {
  const { title, base, profile, stretch } = data;
  const flames = <ProfilePanels profile={profile} base={base} />;
  return (
    <>
      <header class="header">
        <h1 class="brand">{title}</h1>
        <ThemeSwitch />
      </header>
      <main class="view">
        <Summary profile={profile} stretch={stretch} />
        {stretch === null ? (
          flames
        ) : (
          <>
            <Functions of={stretch.functions} />
            <StreamPanel stretch={stretch} ms={profile.ms} />
            {flames}
            <Load of={stretch} />
            <Moves of={stretch.spans} />
          </>
        )}
      </main>
    </>
  );
}

function Summary({ profile, stretch }: { readonly profile: Profile; readonly stretch: Stretch | null }) {
  const { root, began, ms, interval, workers, threads, missing } = profile;
  const busy = threads === 0 || ms === 0 ? 0 : root.total / (ms * threads);
  const gaps = missing.map(({ worker, why }) => `Of the profile of ${worker} something is missing: ${why}`);
  return (
    <Panel title="Summary" wide>
      <Facts
        of={[
          ["Began", new Date(began).toLocaleString()],
          ["Took", formatDuration(ms)],
          ...(stretch === null ? [] : sumsOf(stretch)),
          ["Sampled", `${counted(threads, "thread")} of ${counted(workers.length, "worker")}`],
          ["A sample every", formatDuration(interval / 1000)],
          ["Time in JavaScript", formatDuration(root.total)],
          ["Of all threads' time", `${(busy * 100).toFixed(1)} %`],
        ]}
      />
      {stretch !== null && stretch.failure !== null && (
        <p class="gap">
          The work failed: <span class="key">{stretch.failure}</span>
        </p>
      )}
      {[...gaps, ...(stretch?.gaps ?? [])].map((gap) => (
        <p key={gap} class="gap">
          {gap}
        </p>
      ))}
    </Panel>
  );
}

function sumsOf({ functions, spans }: Stretch): [name: string, value: string][] {
  const sum = (value: (one: FunctionView) => number) => functions.reduce((all, one) => all + value(one), 0);
  const moves = movesOf(spans);
  const bytes = moves.reduce((all, move) => all + move.bytes, 0);
  const results = moves.reduce((all, move) => all + move.count, 0);
  return [
    ["Tasks done", count(sum(({ done }) => done))],
    ["Tasks failed", count(sum(({ failed }) => failed))],
    ["Time of tasks", formatDuration(sum(({ done, ms }) => done * ms))],
    ["Bytes moved", `${formatBytes(bytes)} in ${counted(results, "result")}`],
  ];
}
