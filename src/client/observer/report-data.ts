import type { Profile } from "../../profile/profile.ts";
import type { FunctionView, SpanView, WorkerView } from "./views.ts";

/** The figures of all workers at one instant. */
export interface LoadSample {
  /** Ms since 1970-01-01 UTC. */
  readonly at: number;
  readonly running: number;
  /** Cores, bytes of memory, and bytes of results; null where no worker has told of them. */
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly results: number;
}

/** What a cluster did during a stretch of work. */
export interface Stretch {
  readonly cluster: string;
  /** The error that the work ended with; null where it did not. */
  readonly failure: string | null;
  readonly spans: readonly SpanView[];
  /** Spans for which there was no room. */
  readonly dropped: number;
  /** What became of tasks during the work; `pending` and `running` are those at its end. */
  readonly functions: readonly FunctionView[];
  readonly loads: readonly LoadSample[];
  /** As they were at its end. */
  readonly workers: readonly WorkerView[];
  /** What could not be found out, and why. */
  readonly gaps: readonly string[];
}

/** What is in a page that is written: a profile, and with it a stretch of work where that was what it was about. */
export interface ReportData {
  readonly title: string;
  /** Url of the folder from which the program ran: what is in it is shown without. */
  readonly base: string;
  readonly profile: Profile;
  readonly stretch: Stretch | null;
}
