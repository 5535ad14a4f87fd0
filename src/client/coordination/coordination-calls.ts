import {
  check,
  QUEUE_RULES,
  type QueueOptions,
  SEMAPHORE_RULES,
  type SemaphoreOptions,
  TOKEN_RULES,
  TOKENS_RULES,
} from "../options.ts";
import type { Session } from "../session/session.ts";
import { Event } from "./event.ts";
import { Lock } from "./lock.ts";
import { MultiLock } from "./multi-lock.ts";
import { Queue } from "./queue.ts";
import { Semaphore } from "./semaphore.ts";
import { Variable } from "./variable.ts";

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
    check({ names: names ?? null }, TOKENS_RULES);
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
    check({ name }, TOKEN_RULES);
    return name ?? this.#random();
  }
}
