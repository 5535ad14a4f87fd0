import { randomBytes } from "node:crypto";
import { hostname, totalmem } from "node:os";
import type { Bus } from "../bus/bus.ts";
import { Modules } from "../executor/modules.ts";
import { Pool } from "../executor/pool.ts";
import { Profiler } from "../executor/profiler.ts";
import type { Resource } from "../protocol/messages.ts";
import { systemClock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { serveWorker, type WorkerService } from "./worker.ts";

/** Heap without which a thread cannot do anything of use, MB. */
const LEAST_HEAP_MB = 32;

/** What tells one worker from another. */
export interface PoolWorkerOptions {
  readonly bus: Bus;
  readonly cluster: string;
  readonly name: string;
  readonly threads: number;
  /** Of this worker alone; default random. */
  readonly id?: string;
  /** What it has for tasks that ask for it; default nothing. */
  readonly resources?: readonly Resource[];
  /** Bytes of heap that its threads share, and of memory for results; default half of the machine's each. */
  readonly memoryLimit?: number | undefined;
  readonly log: Logger;
}

/** A worker whose tasks run in threads of this process. */
export function startPoolWorker(options: PoolWorkerOptions): WorkerService {
  const { bus, cluster, name, threads, log, id = newId(), resources = [] } = options;
  const { memoryLimit = halfOfMemory() } = options;
  const host = hostname();
  const address = `worker.${id}`;
  const modules = new Modules(log);
  const present = new Set<number>();
  const service = serveWorker({
    bus,
    clock: systemClock,
    cluster,
    address,
    name,
    threads,
    host,
    memoryLimit,
    resources,
    log,
    sampler: new Profiler(present, modules.folder),
    executor: (listener, tracing) =>
      new Pool({
        threads,
        listener,
        tracing,
        worker: { name, address, threads, host },
        cluster,
        bus,
        modules,
        present,
        memoryLimitMb: Math.max(LEAST_HEAP_MB, Math.ceil(memoryLimit / threads / 2 ** 20)),
      }),
  });
  void service.ended.finally(() => modules.remove()).catch(() => {});
  return service;
}

/** Half of the memory that this machine, or what confines this process, has, bytes. */
export function halfOfMemory(): number {
  return Math.floor(Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2);
}

/** An id that nobody else draws. */
export function newId(): string {
  return randomBytes(8).toString("hex");
}
