import type { Use } from "../../protocol/coordination.ts";
import { check, WAIT_RULES } from "../options.ts";
import { during, type Lease, lease } from "./lease.ts";
import { Primitive } from "./primitive.ts";

/** How long something is waited for. */
export interface TimeoutOptions {
  /** Ms after which it rejects with a `TimeoutError`; default without end. */
  readonly timeout?: number;
}

/** How one lease is asked for and given back. */
export interface Claim {
  readonly acquire: Use;
  release(token: number): Use;
}

/** What locks, semaphores and multi-locks have in common: leases, given first come first served. */
export abstract class Lockable<Kind extends "lock" | "semaphore" | "multiLock"> extends Primitive<Kind> {
  /** Waits for a lease; rejects with `TimeoutError`, and then holds none. */
  async acquire(options: TimeoutOptions = {}): Promise<Lease> {
    check(options, WAIT_RULES);
    const { timeout } = options;
    const claim = this.claim();
    return lease({
      session: this.session,
      acquire: async (begun) =>
        (await this.ask("granted", claim.acquire, { timeout, what: `${this}` }, begun))[1],
      release: async (token) => void (await this.ask("done", claim.release(token), { what: `${this}` })),
    });
  }

  protected abstract claim(): Claim;

  /** Calls `act` while it is held, and releases it however that ends; resolves with what `act` gives. */
  protected async hold<R>(act: (lease: Lease) => R | PromiseLike<R>, options: TimeoutOptions): Promise<R> {
    if (typeof act !== "function")
      throw new TypeError(`What is to happen while ${this} is held is a function.`);
    return during(await this.acquire(options), act);
  }
}

/** Requests of a lock or semaphore. */
export const claimOf = (
  use: (request: readonly ["acquire"] | readonly ["release", number]) => Use,
): Claim => ({
  acquire: use(["acquire"]),
  release: (token) => use(["release", token]),
});
