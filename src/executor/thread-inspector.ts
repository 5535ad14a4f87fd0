import type { NodeWorker, Profiler, Runtime, Session } from "node:inspector";
import { TroupeError } from "../protocol/errors.ts";

/** What a thread is told, and what it answers. */
interface Commands {
  readonly "Profiler.enable": readonly [object, object];
  readonly "Profiler.setSamplingInterval": readonly [Profiler.SetSamplingIntervalParameterType, object];
  readonly "Profiler.start": readonly [object, object];
  readonly "Profiler.startPreciseCoverage": readonly [Profiler.StartPreciseCoverageParameterType, object];
  readonly "Profiler.stopPreciseCoverage": readonly [object, object];
  readonly "Profiler.stop": readonly [object, Profiler.StopReturnType];
  readonly "Runtime.evaluate": readonly [Runtime.EvaluateParameterType, Runtime.EvaluateReturnType];
}

interface Pending {
  resolve(result: never): void;
  reject(error: Error): void;
}

interface Reply {
  readonly id?: number;
  readonly result?: never;
  readonly error?: { readonly message: string };
}

/** A thread of this process as its inspector sees it, whatever it does: also while it is stuck in a loop. */
export class ThreadInspector {
  readonly #session: Session;
  readonly #id: string;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor(session: Session, id: string) {
    this.#session = session;
    this.#id = id;
  }

  /** Rejects when the thread ends, or says no. */
  tell<C extends keyof Commands>(method: C, params: Commands[C][0] = {}): Promise<Commands[C][1]> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      this.#session.post("NodeWorker.sendMessageToWorker", { sessionId: this.#id, message }, (error) => {
        if (error !== null) this.#end(id)?.reject(error);
      });
    });
  }

  hear({ message }: NodeWorker.ReceivedMessageFromWorkerEventDataType): void {
    const { id, result, error } = JSON.parse(message) as Reply;
    const pending = id === undefined ? undefined : this.#end(id);
    if (error !== undefined) pending?.reject(new TroupeError(error.message));
    else pending?.resolve(result as never);
  }

  /** The thread is gone. */
  leave(): void {
    for (const id of this.#pending.keys()) this.#end(id)?.reject(new TroupeError("The thread has ended."));
  }

  #end(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
