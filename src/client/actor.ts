import { ActorFuture } from "./actor-future.ts";
import type { Entry } from "./entry.ts";
import { collected, Wait } from "./hold.ts";
import { ACTOR, RemoteActor } from "./remote-actor.ts";
import type { Session } from "./session.ts";

/** A class whose instances can be actors: `A` are its constructor's parameters. */
export type ActorClass<A extends readonly unknown[], T> = new (...args: A) => T;

/** One member of an actor from afar: a method gives a future of its result, a property is one. */
type Member<M> = M extends (...args: infer A) => infer R
  ? (...args: A) => ActorFuture<Awaited<R>>
  : ActorFuture<Awaited<M>>;

/** What no reference forwards. */
type Local = "then" | "toJSON" | "toString" | symbol | keyof object;

/**
 * An actor from afar, typed by its class: methods are calls, properties are read when they are awaited. It
 * holds the actor, until `using` or garbage collection ends that; an actor that nobody holds is ended.
 */
export type ActorRef<T> = { readonly [K in Exclude<keyof T, Local>]: Member<T[K]> } & Disposable & {
    toString(): string;
  };

const NAME = Symbol("name of the class");

/** What a reference has of its own, apart from what it forwards. */
class Handle {
  // biome-ignore lint/suspicious/noThenProperty: a reference is no thenable, whatever its class has
  readonly then = undefined;
  readonly toJSON = undefined;
  readonly [NAME]: string;
  readonly [ACTOR]: RemoteActor;

  constructor(name: string, actor: RemoteActor) {
    this[NAME] = name;
    this[ACTOR] = actor;
    collected.register(this, actor.hold, actor.hold);
  }

  toString(): string {
    return `<Actor: ${this[NAME]}, key: ${this[ACTOR].key}>`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.dispose](): void {
    collected.unregister(this[ACTOR].hold);
    this[ACTOR].hold.end();
  }
}

/** Waits until an actor is there; rejects with what its constructor threw. */
export async function meetActor(session: Session, entry: Entry, name: string): Promise<object> {
  const wait = new Wait(session, [entry]);
  try {
    if (!entry.settled) await new Promise<void>((resolve) => entry.observe({ settled: () => resolve() }));
    const { outcome } = entry;
    if (outcome?.kind === "error") throw outcome.error;
    const host = outcome?.kind === "remote" ? outcome.holders[0] : undefined;
    if (host === undefined) throw new TypeError(`${entry.key} is the key of a task. Give the actor another.`);
    const actor = new RemoteActor(session, entry, host);
    session.surroundings.adopt(actor.hold);
    return refer(new Handle(name, actor));
  } finally {
    wait.end();
  }
}

function refer(handle: Handle): object {
  const members = new Map<string, object>();
  return new Proxy(handle, {
    get: (_, name) => {
      if (typeof name === "symbol" || name in handle) return Reflect.get(handle, name);
      let member = members.get(name);
      if (member === undefined) {
        member = memberOf(handle, name);
        members.set(name, member);
      }
      return member;
    },
    set: (_, name) => {
      throw new TypeError(
        `${handle} has no "${String(name)}" to assign to: give its class a method for that.`,
      );
    },
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}

/** To be called as a method; where it is awaited or subscribed to instead, it is read as a property, each time anew. */
function memberOf(handle: Handle, name: string): object {
  const call = (...args: readonly unknown[]) => {
    const actor = handle[ACTOR];
    const value = actor.call(name, args);
    value.catch(() => {});
    return new ActorFuture(() => actor.wait(value));
  };
  return new Proxy(call, {
    get: (_, key) => {
      if (!(key in ActorFuture.prototype)) return Reflect.get(call, key);
      const actor = handle[ACTOR];
      const future = new ActorFuture(() => actor.wait(actor.call(name, null)));
      const found: unknown = Reflect.get(future, key);
      return typeof found === "function" ? found.bind(future) : found;
    },
    getPrototypeOf: () => ActorFuture.prototype,
  });
}
