import { availableParallelism } from "node:os";
import { check, type Rules } from "../client/options.ts";
import { halfOfMemory } from "./pool-worker.ts";

/** A cluster on this machine. */
export interface LocalOptions {
  /** Default: as many as there are CPUs. */
  readonly workers?: number;
  /** Threads for tasks in each worker; default 1. */
  readonly threads?: number;
  /**
   * `"nats"`: over a `nats-server` of its own, every worker a process. `"memory"`: everything in this
   * process, user code in threads. `"auto"`, the default: `"nats"` where a `nats-server` is found.
   */
  readonly bus?: "auto" | "memory" | "nats";
  /**
   * Bytes of heap that one worker's threads share, and bytes of results that it holds in memory at most: above
   * 60 % of that the ones used longest ago go to disk. Default: half of the machine's memory, shared by the workers.
   */
  readonly memoryLimit?: number;
  /** Port of a page to look at the cluster, 0 for any; default `false`, none. A port that is taken gives a warning and another one. */
  readonly dashboard?: number | false;
}

/** The same with the defaults filled in. */
export interface LocalSettings {
  readonly workers: number;
  readonly threads: number;
  readonly bus: "auto" | "memory" | "nats";
  readonly memoryLimit: number;
  readonly dashboard: number | false;
}

const whole = (least: number) => (value: unknown) => Number.isSafeInteger(value) && Number(value) >= least;

const RULES: Rules<LocalOptions> = {
  workers: [whole(0), "a whole number from 0"],
  threads: [whole(1), "a whole number from 1"],
  bus: [(value) => ["auto", "memory", "nats"].includes(value as string), '"auto", "memory" or "nats"'],
  memoryLimit: [whole(1), "a number of bytes"],
  dashboard: [(value) => value === false || isPort(value), "a port from 0 to 65535, or false"],
};

/** Checks options and fills in the defaults. Throws a `TypeError` that names what is wrong. */
export function localSettings(options: LocalOptions): LocalSettings {
  check(options, RULES);
  const { workers = availableParallelism(), threads = 1, bus = "auto", dashboard = false } = options;
  const { memoryLimit = Math.floor(halfOfMemory() / Math.max(1, workers)) } = options;
  return { workers, threads, bus, memoryLimit, dashboard };
}

export function isPort(value: unknown): boolean {
  return whole(0)(value) && Number(value) <= 65_535;
}
