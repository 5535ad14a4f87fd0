import type { Outcome } from "./ledger.ts";

/** What is known of an actor. */
export interface Account {
  /** Null for one without. */
  name: string | null;
  timeout: number;
  broken: boolean;
  killed: boolean;
  /** Addresses of workers where it was seen. */
  readonly hosts: Set<string>;
  /** Others that it may call, or whose answers are given to it. */
  readonly friends: Set<number>;
}

/** What may have become of actors, and so of calls to them. */
export class Accounts {
  /** Somebody was not heard for so long that others let it go. */
  forgetful = false;
  /** Addresses of workers on which a call may have ended a thread, with all actors there. */
  readonly stuck = new Set<string>();
  readonly #accounts = new Map<number, Account>();

  of(number: number): Account {
    let account = this.#accounts.get(number);
    if (account === undefined) {
      account = {
        name: null,
        timeout: 0,
        broken: false,
        killed: false,
        hosts: new Set(),
        friends: new Set(),
      };
      this.#accounts.set(number, account);
    }
    return account;
  }

  get all(): Iterable<readonly [number: number, account: Account]> {
    return this.#accounts;
  }

  /** Whether an actor may be no more, where workers may be `gone`; of one that nobody has seen, where any may. */
  mayBeDead(number: number, isGone: (host: string | null) => boolean): boolean {
    const { killed, hosts } = this.of(number);
    if (this.forgetful || killed) return true;
    return hosts.size === 0 ? isGone(null) : [...hosts].some((host) => isGone(host) || this.stuck.has(host));
  }

  /** Whether what was asked of an actor may end so. */
  explains(
    number: number,
    outcome: Outcome,
    wasCancelled: boolean,
    isGone: (host: string | null) => boolean,
  ): boolean {
    if ("value" in outcome) return true;
    const concerned = new Set([number]);
    for (const one of concerned) for (const friend of this.of(one).friends) concerned.add(friend);
    const forgotten = ["ActorDiedError", "ConnectionError", "LostError", "CancelledError"];
    if (this.forgetful && forgotten.includes(outcome.name)) return true;
    const some = (test: (one: number) => boolean) => [...concerned].some(test);
    switch (outcome.name) {
      case "RangeError":
        return (
          some((one) => outcome.text === `till ${one} is broken` && this.of(one).broken) ||
          outcome.text.startsWith("no change")
        );
      case "CancelledError":
        return wasCancelled;
      case "TimeoutError":
        return some((one) => this.of(one).timeout > 0);
      // A new scheduler knows of no actors, and who called from a worker may be gone with it.
      case "LostError":
      case "ClosedError":
      case "KilledWorkerError":
        return isGone(null) || this.stuck.size > 0;
      case "ActorDiedError":
        return some((one) => this.mayBeDead(one, isGone));
      default:
        return false;
    }
  }
}
