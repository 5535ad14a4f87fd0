import { TOKEN } from "../../protocol/subjects.ts";
import { check, type Rules } from "../options.ts";
import type { Session } from "../session/session.ts";
import { Event } from "./event.ts";
import { Lock } from "./lock.ts";
import { MultiLock } from "./multi-lock.ts";
import { QUEUE_RULES, Queue, type QueueOptions } from "./queue.ts";
import { SEMAPHORE_RULES, Semaphore, type SemaphoreOptions } from "./semaphore.ts";
import { Variable } from "./variable.ts";

/** Names of primitives are tokens of subjects. */
const isToken = (value: unknown): boolean => typeof value === "string" && TOKEN.test(value);

const NAME_RULES: Rules<{ readonly name: string }> = {
  name: [isToken, 'a text of 1 to 64 letters, digits, "-" and "_"'],
};

const NAMES_RULES: Rules<{ readonly names: readonly string[] }> = {
  names: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isToken),
    'a list of texts of 1 to 64 letters, digits, "-" and "_", at least one',
  ],
};

/**
 * How a client reaches primitives: by name, from anywhere in the cluster; without a name it is a fresh one, whose
 * handle can be passed on. Each lives while something is in it or somebody waits for it, holds it or watches it.
 */
export abstract class CoordinationCalls {
  readonly #session: Session;
  readonly #random: () => string;

  protected constructor(session: Session, random: () => string) {
    this.#session = session;
    this.#random = random;
  }

  /** A queue; `maxSize` items fit in, default without limit. */
  queue<T = unknown>(name?: string, options: QueueOptions = {}): Queue<T> {
    check(options, QUEUE_RULES);
    return new Queue<T>(this.#session, this.#name(name), options.maxSize ?? null);
  }

  lock(name?: string): Lock {
    return new Lock(this.#session, this.#name(name));
  }

  /** Several locks by their names, which are taken together or not at all. */
  multiLock(names: readonly string[]): MultiLock {
    check({ names: names ?? null }, NAMES_RULES);
    return new MultiLock(this.#session, [...names]);
  }

  /** A semaphore; so many hold one of its `leases` at a time, default 1. */
  semaphore(name?: string, options: SemaphoreOptions = {}): Semaphore {
    check(options, SEMAPHORE_RULES);
    return new Semaphore(this.#session, this.#name(name), options.leases ?? null);
  }

  event(name?: string): Event {
    return new Event(this.#session, this.#name(name));
  }

  variable<T = unknown>(name?: string): Variable<T> {
    return new Variable<T>(this.#session, this.#name(name));
  }

  #name(name: string | undefined): string {
    check({ name }, NAME_RULES);
    return name ?? this.#random();
  }
}
