import type { Item, Reply, ToPrimitives, Use } from "../../protocol/coordination.ts";
import { TimeoutError, type TroupeError } from "../../protocol/errors.ts";
import { SCHEDULER } from "../../protocol/subjects.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type Deferred, deferred } from "../../runtime/deferred.ts";
import { denied } from "./failures.ts";
import type { Results } from "./results.ts";
import type { Surroundings } from "./surroundings.ts";

/** How a use came out, with values in place of bytes. */
export type Given =
  | Exclude<Reply, readonly ["items" | "value" | "expired" | "lapsed" | "declined", ...unknown[]]>
  | readonly ["items", values: readonly unknown[]]
  | readonly ["value", value: unknown];

/** How a primitive is used. */
export interface UseOptions {
  /** Ms to wait at most; default without end. */
  readonly timeout?: number | undefined;
  /** What is waited for, in words. */
  readonly what: string;
  /** Says what has to be known to the scheduler first, each time that it is asked. */
  readonly before?: () => void;
}

/** What they take of a session. */
export interface UsesSeams {
  readonly address: string;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  readonly results: Pick<Results, "decode">;
  readonly line: { acknowledge(from: string): void };
}

/** A use that has not had its last reply. */
interface Open {
  readonly ask: () => void;
  readonly withdraw: () => void;
  /** Takes what a use is given; values of a "watch" come one after the other. */
  readonly give: (given: Given) => void;
  readonly fail: (error: unknown) => void;
  readonly use: Use | null;
  readonly options: UseOptions;
  /** It was withdrawn, which the scheduler may not have heard: items that cross that go back, and it expires. */
  withdrawn: boolean;
}

/** Uses that are over, after which the scheduler is told, if that is not done with a sign of life before. */
const SETTLED = 64;

/** Where a client uses primitives: asks, asks again where it lost its place, and takes what it is given. */
export class Uses {
  readonly #session: UsesSeams;
  readonly #say: (message: ToPrimitives) => void;
  readonly #open = new Map<number, Open>();
  #last = 0;
  /** Uses that are over and of which the scheduler has not been told. */
  #over = 0;
  #names = 0;
  #closed: TroupeError | null = null;

  constructor(session: UsesSeams, say: (message: ToPrimitives) => void) {
    this.#session = session;
    this.#say = say;
  }

  /**
   * Uses a primitive once. Rejects with `TimeoutError` when time runs out, `TroupeError` where it is declined,
   * and with the reason of `close`; a task's signal withdraws it, and then its reason is that. `begun` gets what
   * withdraws it.
   */
  async once(
    use: Use,
    options: UseOptions,
    begun: (withdraw: () => void) => void = () => {},
  ): Promise<Given> {
    const answer: Deferred<Given> = deferred();
    const withdraw = this.#begin(use, options, answer.resolve, answer.reject);
    begun(withdraw);
    const { surroundings } = this.#session;
    const resume = surroundings.wait();
    const signal = surroundings.signal();
    let unwanted = false;
    const abort = () => {
      unwanted = true;
      withdraw();
    };
    signal?.addEventListener("abort", abort);
    try {
      return await answer.promise;
    } catch (error) {
      throw unwanted && error instanceof TimeoutError ? signal?.reason : error;
    } finally {
      signal?.removeEventListener("abort", abort);
      resume();
    }
  }

  /** Uses a primitive until it is withdrawn, by the returned function, or fails. */
  watch(use: Use, what: string, give: (given: Given) => void, fail: (error: unknown) => void): () => void {
    return this.#begin(use, { what }, give, fail);
  }

  /** What primitives there are, and how they stand. */
  async survey(): Promise<Given> {
    const answer: Deferred<Given> = deferred();
    this.#begin(null, { what: "the scheduler" }, answer.resolve, answer.reject);
    return answer.promise;
  }

  /** A name that no other client uses, and this one only once. */
  freshName(): string {
    return `${this.#session.address}-${++this.#names}`;
  }

  hear(number: number, reply: Reply): void {
    const open = this.#open.get(number);
    if (open === undefined) return;
    if (reply[0] === "lapsed") return open.ask();
    if (reply[0] === "items" && open.withdrawn) return;
    if (open.use?.[3][0] !== "watch" || reply[0] === "expired") this.#end(number);
    switch (reply[0]) {
      case "expired":
        return open.fail(expired(open.options));
      case "declined":
        return open.fail(denied(reply[1], reply[2]));
      case "items":
        // What is taken is not to come back, whatever becomes of this client.
        this.#session.line.acknowledge(SCHEDULER);
        return this.#receive(number, open, reply[1], (values) => open.give(["items", values]));
      case "value":
        return this.#receive(number, open, [reply[1]], ([value]) => open.give(["value", value]));
      default:
        return open.give(reply);
    }
  }

  /**
   * The scheduler is another, or has let this client go: all are asked again, under the numbers by which it
   * remembers what it has done.
   */
  restart(): void {
    if (this.#last > 0) this.#settle();
    for (const { ask } of this.#open.values()) ask();
  }

  /** Tells the scheduler which uses are over, where some are: it forgets how they came out. */
  settle(): void {
    if (this.#over > 0) this.#settle();
  }

  close(reason: TroupeError): void {
    this.#closed = reason;
    const open = [...this.#open.values()];
    for (const { withdraw } of open) withdraw();
    this.#open.clear();
    if (this.#last > 0) this.#settle();
    for (const { fail } of open) fail(reason);
  }

  #begin(
    use: Use | null,
    options: UseOptions,
    give: (given: Given) => void,
    fail: (error: unknown) => void,
  ): () => void {
    if (this.#closed !== null) {
      fail(this.#closed);
      return () => {};
    }
    const number = ++this.#last;
    const { clock } = this.#session;
    const { timeout, before } = options;
    const end = timeout === undefined ? null : clock.now() + timeout;
    const ask = () => {
      before?.();
      if (use === null) return this.#say(["survey", number]);
      this.#say(["use", number, use, end === null ? null : Math.max(0, end - clock.now())]);
      if (open.withdrawn) this.#say(["withdraw", number, use[0], use[1]]);
    };
    const withdraw = () => {
      if (use === null || open.withdrawn || !this.#open.has(number)) return;
      open.withdrawn = true;
      this.#say(["withdraw", number, use[0], use[1]]);
    };
    const open: Open = { ask, withdraw, give, fail, use, options, withdrawn: false };
    this.#open.set(number, open);
    ask();
    return withdraw;
  }

  #end(number: number): void {
    this.#open.delete(number);
    // As many are named as are open: on the whole no more than are over.
    if (++this.#over >= Math.max(SETTLED, this.#open.size)) this.#settle();
  }

  #settle(): void {
    this.#over = 0;
    this.#say(["settled", this.#last + 1, [...this.#open.keys()]]);
  }

  /** Makes values of items, and says so where this client holds the futures inside now. */
  #receive(
    number: number,
    { use, fail }: Open,
    items: readonly Item[],
    give: (values: readonly unknown[]) => void,
  ): void {
    try {
      give(items.map(([bytes]) => this.#session.results.decode(bytes)));
    } catch (error) {
      fail(error);
    }
    const refers = items.some(([, references]) => references.length > 0);
    if (refers && use !== null) this.#say(["took", number, use[0], use[1]]);
  }
}

function expired({ timeout, what }: UseOptions): TimeoutError {
  return new TimeoutError(`Waited ${timeout ?? 0} ms for ${what}. Nothing was changed; try again.`);
}
