import type { Session } from "../session/session.ts";
import type { Lease } from "./lease.ts";
import { type Claim, claimOf, Lockable, type TimeoutOptions } from "./lockable.ts";

/** A lock of the cluster: one holds it at a time, others wait, first come first served. */
export class Lock extends Lockable<"lock"> {
  /** Clients make these; nobody else does. */
  constructor(session: Session, name: string) {
    super(session, "lock", name);
  }

  /**
   * Calls `act` while the lock is held, and releases it however that ends; resolves with what `act` gives.
   * Rejects with `TimeoutError` when it is not to be had in time.
   */
  async withLock<R>(act: (lease: Lease) => R | PromiseLike<R>, options: TimeoutOptions = {}): Promise<R> {
    return this.hold(act, options);
  }

  protected override claim(): Claim {
    return claimOf((request) => this.use(request));
  }
}
