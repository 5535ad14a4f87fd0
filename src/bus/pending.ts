import { timedOut } from "./failures.ts";

interface PendingRequest {
  readonly subject: string;
  /** When it times out, in ms of `performance.now()`. */
  readonly deadline: number;
  readonly resolve: (reply: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Ms between two looks for requests that have timed out. */
const SWEEP = 10;
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Requests that wait for their replies, by id. One timer serves all of them, and it keeps no process
 * alive; a request times out at most 10 ms late.
 */
export class PendingRequests {
  readonly #requests = new Map<number, PendingRequest>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;
  #sweepAt = Number.POSITIVE_INFINITY;

  /** Adds a request with `timeout` in ms, which may be infinite, and returns its id. */
  add(
    subject: string,
    timeout: number,
    resolve: (reply: Uint8Array) => void,
    reject: (error: Error) => void,
  ): number {
    this.#lastId += 1;
    const deadline = performance.now() + timeout;
    this.#requests.set(this.#lastId, { subject, deadline, resolve, reject });
    if (deadline < this.#sweepAt) this.#sweepNotAfter(deadline);
    return this.#lastId;
  }

  /** Resolves a request; a reply that comes late or again is dropped. */
  settle(id: number, reply: Uint8Array): void {
    this.#take(id)?.resolve(reply);
  }

  /** Rejects a request with the error made for its subject, if it still waits. */
  fail(id: number, error: (subject: string) => Error): void {
    const request = this.#take(id);
    request?.reject(error(request.subject));
  }

  /** Rejects all requests, or those to one subject. */
  failAll(error: (subject: string) => Error, only?: string): void {
    for (const [id, { subject }] of this.#requests) {
      if (only === undefined || only === subject) this.fail(id, error);
    }
  }

  #take(id: number): PendingRequest | undefined {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    return request;
  }

  #sweepNotAfter(deadline: number): void {
    clearTimeout(this.#timer);
    this.#sweepAt = deadline;
    const wait = Math.max(SWEEP, deadline - performance.now());
    this.#timer = setTimeout(() => this.#sweep(), Math.min(wait, LONGEST_TIMER)).unref();
  }

  #sweep(): void {
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [id, { deadline }] of this.#requests) {
      if (deadline <= now) this.fail(id, timedOut);
      else if (deadline < next) next = deadline;
    }
    this.#sweepAt = next;
    if (next < Number.POSITIVE_INFINITY) this.#sweepNotAfter(next);
  }
}
