import type { ActorTerms, Life, Resource, Restrictions, ToScheduler } from "../../src/protocol/messages.ts";

/** What a submission says beyond its key. */
export interface Submission {
  readonly dependencies?: readonly string[];
  readonly priority?: number;
  readonly retries?: number;
  readonly timeout?: number;
  readonly parent?: string;
  readonly codes?: readonly string[];
  readonly actor?: boolean;
  /** Of an actor. */
  readonly name?: string;
  readonly workers?: readonly string[];
  readonly loose?: boolean;
  readonly resources?: readonly Resource[];
  readonly home?: string;
  readonly life?: Life;
}

/** What an offer of a value says beyond its key. */
export interface Scattering {
  readonly offer?: number;
  readonly size?: number;
  readonly workers?: readonly string[];
  readonly broadcast?: boolean;
  readonly futures?: readonly string[];
}

export const payload = (text: string): Uint8Array => new TextEncoder().encode(text);

export function submit(key: string, submission: Submission = {}): ToScheduler {
  const {
    dependencies = [],
    priority = 0,
    retries = 0,
    timeout = 0,
    parent = null,
    codes = [],
    actor = false,
    name = null,
    home = null,
    life = null,
  } = submission;
  const residence: ActorTerms | null = actor ? ["object", name, 1, false] : null;
  const terms = [priority, retries, timeout, residence, restrictions(submission), home, [], life] as const;
  return ["submit", key, codes, payload(key), dependencies, parent, terms];
}

function restrictions({ workers, loose = false, resources = [] }: Submission): Restrictions | null {
  return workers === undefined && resources.length === 0 ? null : [workers ?? null, loose, resources];
}

/** An offer of a value of `size` bytes, the client's first unless told otherwise. */
export function scatter(key: string, scattering: Scattering = {}): ToScheduler {
  const { offer = 1, size = 9999, workers = null, broadcast = false, futures = [] } = scattering;
  return ["scatter", key, offer, size, workers, broadcast, futures];
}

/** The end of a run, with a small result, or one of `result` bytes that stays where it was made. */
export function done(
  key: string,
  run: number,
  result: string | number,
  ms = 1000,
  futures: readonly string[] = [],
): ToScheduler {
  if (typeof result === "number") return ["done", key, run, result, ms, null, futures];
  return ["done", key, run, result.length, ms, payload(result), futures];
}
