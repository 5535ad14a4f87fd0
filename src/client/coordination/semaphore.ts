import type { Session } from "../session/session.ts";
import { type Claim, claimOf, Lockable } from "./lockable.ts";

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
