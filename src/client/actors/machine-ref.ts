import type { InspectOptionsStylized } from "node:util";
import { observable } from "rxjs";
import {
  type ActorRef,
  type AnyActorLogic,
  type AnyActorRef,
  type EmittedFrom,
  type EventFromLogic,
  type EventObject,
  type InteropSubscribable,
  type Observer,
  type Readable,
  type Snapshot,
  type Subscription,
  toObserver,
} from "xstate";
import type { Reference } from "../../protocol/code.ts";
import { TroupeError } from "../../protocol/errors.ts";
import type { ActorHandle } from "../futures/types.ts";
import type { Entry } from "../session/entry.ts";
import { REFER, REFERENCE, type Referable } from "../session/referral.ts";
import type { Session } from "../session/session.ts";
import { SHOWN, shown } from "../text/shown.ts";
import type { ActorFuture } from "./actor-future.ts";
import { ACTOR } from "./handle.ts";
import type { RemoteActor } from "./remote-actor.ts";
import type { RemoteMachine } from "./remote-machine.ts";
import type { Arrived, RemoteSnapshot } from "./remote-snapshot.ts";

/** How a reference acts on its machine. */
export interface MachineSeam {
  readonly actor: RemoteActor;
  readonly machine: RemoteMachine;
  /** Why nothing can be had through this reference any more. */
  readonly gone: Error | null;
  readonly output: ActorFuture<unknown>;
  /** Throws `SerializationError` for an event that cannot travel. */
  send(event: EventObject): void;
  /** Keeps the machine alive, and gives a task's slot away, until the returned function is called. */
  wait(): () => void;
  /** Ends this reference's hold. */
  release(): void;
}

/** A reference to a machine, or other logic of XState's, that runs on a worker; typed by that logic. */
export type MachineRef<L extends AnyActorLogic> = RemoteActorRef<
  RemoteSnapshot<L> & Snapshot<unknown>,
  EventFromLogic<L>,
  EmittedFrom<L>
> &
  ActorHandle;

/**
 * XState's `ActorRef` at a distance: what takes one, such as `waitFor`, `toPromise` or `useSelector`, takes
 * this. It holds the actor, until `using` or garbage collection ends that.
 */
export class RemoteActorRef<S extends Snapshot<unknown>, E extends EventObject, M extends EventObject>
  implements ActorRef<S, E, M>, Referable
{
  declare readonly [Symbol.observable]: () => InteropSubscribable<S>;
  /**
   * Sends an event; to an actor that has ended it goes nowhere. Can be passed on by itself, as XState's can.
   * Throws `SerializationError` for an event that cannot travel, and `TypeError` for what is none.
   */
  readonly send: (event: E) => void;
  readonly #seam: MachineSeam;

  /** Clients make references; nobody else does. */
  constructor(seam: MachineSeam) {
    this.#seam = seam;
    this.send = (event) => {
      if (!isEvent(event)) throw new TypeError("An event is an object with a type, a text.");
      this.#seam.send(event);
    };
  }

  /** By this the actor knows itself, too. */
  get id(): string {
    return this.#machine.key;
  }

  get sessionId(): string {
    return this.#machine.key;
  }

  /** Name of the export that its logic is. */
  get src(): string {
    return this.#seam.actor.name;
  }

  /** Throws `TroupeError`: the system of an actor is where that runs. */
  get system(): AnyActorRef["system"] {
    throw elsewhere("system", "Spawn what belongs together as one machine");
  }

  /** What it ends with; rejects with what it throws, and with `ActorDiedError` where it is gone before. */
  get output(): ActorFuture<(S & { status: "done" })["output"]> {
    return this.#seam.output;
  }

  /** The last snapshot that has arrived here; throws `SerializationError` where its context cannot travel. */
  getSnapshot(): S {
    return this.#machine.snapshot() as unknown as S;
  }

  subscribe(observer: Observer<S>): Subscription;
  /** Calls `next` with each snapshot from now on, as they arrive, and one of the others in the end. */
  subscribe(
    next: (snapshot: S) => void,
    error?: (error: unknown) => void,
    complete?: () => void,
  ): Subscription;
  subscribe(
    next: Observer<S> | ((snapshot: S) => void),
    error?: (error: unknown) => void,
    complete?: () => void,
  ): Subscription {
    const observer = toObserver(next, error, complete) as Observer<unknown> as Observer<Arrived>;
    const { gone } = this.#seam;
    if (gone !== null) return refuse(observer, gone);
    const watcher = { observer, over: this.#seam.wait() };
    this.#machine.watch(watcher);
    return { unsubscribe: () => this.#machine.ignore(watcher) };
  }

  /** Calls `handler` with each event of that type which the actor emits, or with all for `*`. */
  on<T extends M["type"] | "*">(
    type: T,
    handler: (emitted: M & (T extends "*" ? unknown : { type: T })) => void,
  ): Subscription {
    return this.#machine.on(type, handler as (event: EventObject) => void);
  }

  /** What `selector` makes of the snapshots; subscribers learn of what it has changed. */
  select<V>(selector: (snapshot: S) => V, equal: (a: V, b: V) => boolean = Object.is): Readable<V> {
    const subscribe = (
      next: Observer<V> | ((value: V) => void),
      error?: (error: unknown) => void,
      complete?: () => void,
    ): Subscription => {
      const observer = toObserver(next, error, complete);
      let last = selector(this.getSnapshot());
      return this.subscribe({
        ...observer,
        next: (snapshot) => {
          const value = selector(snapshot);
          if (equal(last, value)) return;
          last = value;
          observer.next?.(value);
        },
      });
    };
    return { get: () => selector(this.getSnapshot()), subscribe };
  }

  /** Does nothing: it has been started where it runs. */
  start(): void {}

  /** Throws `TroupeError`: others may hold the actor, too. */
  stop(): never {
    throw elsewhere("stop()", "Take client.kill(ref)");
  }

  /** Throws `TroupeError`: its state in full is where it runs. */
  getPersistedSnapshot(): never {
    throw elsewhere("getPersistedSnapshot()", "Take getSnapshot()");
  }

  /** Asked for where references are told from other values, and by nobody else. */
  get [ACTOR](): RemoteActor {
    return this.#seam.actor;
  }

  get [REFERENCE](): Reference {
    return this.#seam.actor.enclosed();
  }

  [REFER](session: Session, met: Set<Entry>): Reference {
    return this.#seam.actor.refer(session, met);
  }

  [Symbol.dispose](): void {
    this.#seam.release();
  }

  toString(): string {
    return `<Machine: ${this.src}, ${this.#machine}, key=${this.id}>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }

  get #machine(): RemoteMachine {
    return this.#seam.machine;
  }
}

// XState's types say `Symbol.observable`, which nothing defines in Node.js: libraries agree on what RxJS takes.
Object.defineProperty(RemoteActorRef.prototype, observable, {
  value(this: unknown) {
    return this;
  },
});

const isEvent = (event: unknown): boolean =>
  typeof event === "object" && event !== null && "type" in event && typeof event.type === "string";

/** Tells an observer that there is nothing to be had. */
function refuse(observer: Observer<Arrived>, error: Error): Subscription {
  if (observer.error === undefined) throw error;
  observer.error(error);
  return { unsubscribe: () => {} };
}

function elsewhere(what: string, advice: string): TroupeError {
  return new TroupeError(`A reference to an actor elsewhere has no ${what}. ${advice}.`);
}
