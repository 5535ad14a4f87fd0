import type { FailureCause, FailureFigures } from "../../src/protocol/overview.ts";
import type { Failure, TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Failures that are remembered. */
const LENGTH = 100;
/** Bytes of an error that is remembered. */
const ERROR = 8 << 10;

/** The last tasks that have failed by themselves, not because of what they depend on. */
export class Failures {
  readonly #last: FailureFigures[] = [];
  #next = 0;

  /** A row has failed, on that worker if on any. */
  add({ key, failure, dependencies }: TaskRow, worker: WorkerRow | null, now: number): void {
    if (failure === null || dependencies.some((dependency) => dependency.failure === failure)) return;
    this.#last[this.#next] = [key, now, worker?.name ?? null, causeOf(failure)];
    this.#next = (this.#next + 1) % LENGTH;
  }

  /** Those that are remembered, the last one first. */
  get all(): FailureFigures[] {
    return [...this.#last.slice(this.#next), ...this.#last.slice(0, this.#next)].reverse();
  }

  /** The last one of that key. */
  of(key: string): FailureFigures | undefined {
    return this.all.find(([failed]) => failed === key);
  }
}

/** What is told of a failure: an error that is too large is not, and none keeps the message that it came in. */
export function causeOf(failure: Failure): FailureCause {
  if (failure[0] !== "failed") return failure;
  return ["failed", failure[1].byteLength > ERROR ? null : failure[1].slice()];
}
