import type { Profile } from "../../profile/profile.ts";
import { check, DURATION, type Rule, type Rules } from "../options.ts";
import type { Session } from "../session/session.ts";
import { writeProfile } from "./profile-file.ts";
import { Profiling } from "./profiling.ts";

/** What is profiled, for how long, and where it is written. */
export interface ProfileOptions {
  /** A file to write: one page with a flame graph where it ends in `.html`, for DevTools and editors in `.cpuprofile`. */
  readonly filename?: string;
  /** For how long, ms; default 5000. */
  readonly duration?: number;
  /** Instead of a time: as long as what this begins has not ended. */
  readonly while?: () => unknown;
  /** Only what happens inside of functions of this name, whoever calls them; default all. */
  readonly function?: string;
  /** Time between two samples of a thread, µs; default 1000. */
  readonly interval?: number;
}

const DURATION_MS = 5000;
/** Time between two samples, µs. */
export const INTERVAL = 1000;
const LEAST_INTERVAL = 100;
const MOST_INTERVAL = 1_000_000;

const FORMATS = /\.(?:html|cpuprofile)$/i;

export const INTERVAL_RULE: Rule = [
  (value) => Number.isSafeInteger(value) && Number(value) >= LEAST_INTERVAL && Number(value) <= MOST_INTERVAL,
  `a whole number of µs from ${LEAST_INTERVAL} to ${MOST_INTERVAL}`,
];

const RULES: Rules<ProfileOptions> = {
  filename: [
    (value) => typeof value === "string" && FORMATS.test(value),
    "the name of a file that ends in .html or .cpuprofile",
  ],
  duration: DURATION,
  while: [(value) => typeof value === "function", "a function"],
  function: [(value) => typeof value === "string" && value !== "", "the name of a function"],
  interval: INTERVAL_RULE,
};

/** Samples the threads of a cluster, for a time or as long as some work goes on; writes a file where one is named. */
export async function profile(session: Session, options: ProfileOptions): Promise<Profile> {
  check(options, RULES);
  if (options.while !== undefined && options.duration !== undefined)
    throw new TypeError('Options "while" and "duration" both say how long: give one of them.');
  if (session.closed !== null) throw session.closed;
  const { filename, duration = DURATION_MS, interval = INTERVAL } = options;
  const work = options.while ?? (() => pause(session, duration));
  const profiling = new Profiling(session, interval);
  await profiling.begun();
  const [outcome] = await Promise.allSettled([(async () => work())()]);
  const seen = await profiling.end(options.function);
  if (session.closed !== null) throw session.closed;
  const writing = filename === undefined ? undefined : writeProfile(filename, seen, options.function);
  const [written] = await Promise.allSettled([writing]);
  if (outcome.status === "rejected") throw outcome.reason;
  if (written.status === "rejected") throw written.reason;
  return seen;
}

function pause({ clock }: Session, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
