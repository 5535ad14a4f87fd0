import { POSITIVE, type Rules } from "../options.ts";
import type { Session } from "../session/session.ts";
import { type Claim, claimOf, Lockable } from "./lockable.ts";

/** How a semaphore is made. */
export interface SemaphoreOptions {
  /** Leases that it has. Default: as others say who use it, else 1. */
  readonly leases?: number;
}

/** What each of them has to be. */
export const SEMAPHORE_RULES: Rules<SemaphoreOptions> = { leases: POSITIVE };

/** A semaphore of the cluster: so many hold a lease of it at a time, others wait, first come first served. */
export class Semaphore extends Lockable<"semaphore"> {
  /** Clients make these; nobody else does. Without `leases` it has as many as others say, else one. */
  constructor(session: Session, name: string, leases: number | null) {
    super(session, "semaphore", name, leases);
  }

  protected override claim(): Claim {
    return claimOf((request) => this.use(request));
  }
}
