import type { InspectOptionsStylized } from "node:util";
import { SHOWN, shown } from "../text/shown.ts";
import { ActorFuture } from "./actor-future.ts";

/** What reads a property: each time anew, where it was read before. */
const READS: ReadonlySet<string | symbol> = new Set<keyof ActorFuture<unknown>>([
  "then",
  "result",
  "exception",
  "traceback",
  "subscribe",
  "pipe",
  "forEach",
  "status$",
  "addDoneCallback",
]);

/** What members are proxies of: something to call, which `util.inspect` asks for what to show of the proxy. */
const TARGET = Object.assign((): void => {}, {
  [SHOWN](this: object, depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  },
});

/**
 * One member of an actor, as a reference gives it: to be called as a method; where it is awaited, subscribed to or
 * else used as a future, it is read as a property.
 */
class Member implements ProxyHandler<() => void> {
  readonly #ask: (args: readonly unknown[] | null) => ActorFuture<unknown>;
  #reading: ActorFuture<unknown> | null = null;

  constructor(ask: (args: readonly unknown[] | null) => ActorFuture<unknown>) {
    this.#ask = ask;
  }

  apply(_target: unknown, _self: unknown, args: readonly unknown[]): ActorFuture<unknown> {
    return this.#ask(args);
  }

  get(target: () => void, key: string | symbol): unknown {
    if (!(key in ActorFuture.prototype)) return Reflect.get(target, key);
    if (this.#reading === null || (READS.has(key) && this.#reading.begun)) this.#reading = this.#ask(null);
    const future = this.#reading;
    const found: unknown = Reflect.get(future, key, future);
    return typeof found === "function" ? found.bind(future) : found;
  }

  getPrototypeOf(): object {
    return ActorFuture.prototype;
  }
}

/** A member of an actor; `ask` makes a call, the one without arguments only when somebody waits for its value. */
export function memberBy(ask: (args: readonly unknown[] | null) => ActorFuture<unknown>): object {
  return new Proxy(TARGET, new Member(ask));
}
