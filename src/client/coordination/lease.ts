import type { InspectOptionsStylized } from "node:util";
import { ClosedError } from "../../protocol/errors.ts";
import type { Session } from "../session/session.ts";
import type { Adoptable } from "../session/surroundings.ts";
import { SHOWN, shown } from "../text/shown.ts";

/** How to ask for a lease, and to give one back. */
export interface Lessor {
  readonly session: Session;
  /** Resolves with the token of a lease; `begun` gets what withdraws the wish. */
  acquire(begun: (withdraw: () => void) => void): Promise<number>;
  release(token: number): Promise<void>;
}

/** A lock that is held, or a lease of a semaphore; `await using` releases it. */
export class Lease implements AsyncDisposable {
  /** Grows with every grant: of two, the holder with the greater one came later. */
  readonly token: number;
  readonly #release: () => Promise<void>;
  #asked = false;

  /** Locks and semaphores make leases; nobody else does. */
  constructor(token: number, release: () => Promise<void>) {
    this.token = token;
    this.#release = release;
  }

  /** Gives it back; rejects with `TroupeError` where it is not held any more. */
  async release(): Promise<void> {
    this.#asked = true;
    await this.#release();
  }

  toString(): string {
    return `<Lease: token ${this.token}>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }

  /** Gives it back, where nobody has done so; a client that is closed has. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#asked) return;
    await this.release().catch((error: unknown) => {
      if (!(error instanceof ClosedError)) throw error;
    });
  }
}

/** What a task that ends does with what it began: nothing where that is over. */
export class Ending implements Adoptable {
  ended = false;
  #asked = false;
  #end = () => {};

  /** How it is ended from now on; at once, where the task has ended before. */
  by(end: () => void): void {
    this.#end = end;
    if (this.#asked) this.end();
  }

  end(): void {
    this.#asked = true;
    if (!this.ended) this.#end();
  }

  over(): void {
    this.ended = true;
  }
}

/** Waits for a lease; in a task, its end gives the lease back, and the wish for one with it. */
export async function lease(lessor: Lessor): Promise<Lease> {
  const wish = new Ending();
  lessor.session.surroundings.adopt(wish);
  try {
    const token = await lessor.acquire((withdraw) => wish.by(withdraw));
    // A client that is closed, or was silent for too long, has lost it already.
    wish.by(() => void lessor.release(token).catch(() => {}));
    return new Lease(token, () => {
      wish.over();
      return lessor.release(token);
    });
  } catch (error) {
    wish.over();
    throw error;
  }
}

/** Calls `act` while a lease is held, and gives that back however it ends. */
export async function during<R>(held: Lease, act: (lease: Lease) => R | PromiseLike<R>): Promise<R> {
  let value: R;
  try {
    value = await act(held);
  } catch (error) {
    // What went wrong first is what the caller is to know.
    await held[Symbol.asyncDispose]().catch(() => {});
    throw error;
  }
  await held[Symbol.asyncDispose]();
  return value;
}
