import type { Bus } from "../bus/bus.ts";
import type { Payload } from "../protocol/messages.ts";
import type { WorkerIdentity } from "./context.ts";
import type { ExecutorListener } from "./executor.ts";

/** What the actors of a worker need. */
export interface ActorsOptions {
  readonly listener: ExecutorListener;
  readonly worker: WorkerIdentity;
  readonly cluster: string;
  /** Threads that actors share, at most. */
  readonly threads: number;
  /** What the clients of the threads speak over. */
  readonly bus: Bus;
  readonly modules: string;
  readonly memoryLimitMb: number;
  /** The code that goes by a hash. */
  code(hash: string): Payload | undefined;
}
