import type { Session } from "../session/session.ts";
import type { Lease } from "./lease.ts";
import { type Claim, Lockable, type TimeoutOptions } from "./lockable.ts";

/** Several locks of the cluster, taken together or not at all; in whatever order they are named, nobody waits for ever. */
export class MultiLock extends Lockable<"multiLock"> {
  readonly names: readonly string[];

  /** Clients make these; nobody else does. */
  constructor(session: Session, names: readonly string[]) {
    super(session, "multiLock", names.join(","));
    this.names = names;
  }

  /**
   * Calls `act` while all locks are held, and releases them however that ends; resolves with what `act` gives.
   * Rejects with `TimeoutError` when they are not to be had in time.
   */
  async withLock<R>(act: (lease: Lease) => R | PromiseLike<R>, options: TimeoutOptions = {}): Promise<R> {
    return this.hold(act, options);
  }

  /** Each time that they are taken is an actor of its own. */
  protected override claim(): Claim {
    const name = this.session.uses.freshName();
    return {
      acquire: ["multiLock", name, null, ["acquire", this.names]],
      release: (token) => ["multiLock", name, null, ["release", token]],
    };
  }
}
