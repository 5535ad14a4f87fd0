import type { Bus } from "../bus/bus.ts";
import type { Tracing } from "../protocol/trace.ts";
import type { WorkerIdentity } from "./context.ts";
import type { ExecutorListener } from "./executor.ts";
import type { Modules } from "./modules.ts";

/** What a pool is made with. */
export interface PoolOptions {
  readonly threads: number;
  readonly listener: ExecutorListener;
  readonly tracing: Tracing;
  readonly worker: WorkerIdentity;
  readonly cluster: string;
  /** What the clients of tasks speak over. */
  readonly bus: Bus;
  /** Where the files of modules are that clients have sent. */
  readonly modules: Modules;
  /** Node's numbers of the threads of this worker that run: kept up to date here. */
  readonly present: Set<number>;
  /** Heap of one thread, MB; default: all threads together half of the machine's memory. */
  readonly memoryLimitMb?: number;
  /** The module that threads run; default: the one of this package. */
  readonly entry?: URL;
}
