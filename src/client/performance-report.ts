import { ClusterCalls, sessionOf } from "./cluster-calls.ts";
import { theSession } from "./connection/known.ts";
import { INTERVAL, INTERVAL_RULE } from "./observer/profile.ts";
import { Profiling } from "./observer/profiling.ts";
import { Recording } from "./observer/recording.ts";
import { writeReport } from "./observer/report-file.ts";
import { check, type Rules } from "./options.ts";

/** How a report is made. */
export interface PerformanceReportOptions {
  /** Of the cluster that the report is about. Default: the one client that is open here, inside a task that of the task. */
  readonly client?: ClusterCalls;
  /** Time between two samples of a thread, µs; default 1000. */
  readonly interval?: number;
}

const RULES: Rules<PerformanceReportOptions & { readonly filename: string; readonly work: () => unknown }> = {
  client: [(value) => value instanceof ClusterCalls, "a client"],
  interval: INTERVAL_RULE,
  filename: [
    (value) => typeof value === "string" && /\.html$/i.test(value),
    "the name of a file that ends in .html",
  ],
  work: [(value) => typeof value === "function", "a function"],
};

/**
 * Does `work`, and writes a page about what the cluster did meanwhile, whoever had it do that: task stream, flame
 * graph, bytes moved, load of workers, and sums. The page is one file that needs no other. Resolves with what `work`
 * gives when the page is written; where `work` fails it is written, too, and its error is that of the call.
 */
export async function performanceReport<T>(
  filename: string,
  work: () => T,
  options: PerformanceReportOptions = {},
): Promise<Awaited<T>> {
  check({ ...options, filename: filename ?? null, work: work ?? null }, RULES);
  const session = options.client === undefined ? theSession("performanceReport") : sessionOf(options.client);
  if (session.closed !== null) throw session.closed;
  const recording = new Recording(session);
  await recording.begun();
  const profiling = new Profiling(session, options.interval ?? INTERVAL);
  await profiling.begun();
  const [outcome] = await Promise.allSettled([(async () => work())()]);
  const profile = await profiling.end();
  const stretch = await recording.end(outcome.status === "rejected" ? String(outcome.reason) : null);
  const [written] = await Promise.allSettled([
    writeReport(filename, { title: "troupe performance report", profile, stretch }),
  ]);
  if (outcome.status === "rejected") throw outcome.reason;
  if (written.status === "rejected") throw written.reason;
  return outcome.value;
}
