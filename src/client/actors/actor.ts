import type { AnyActorLogic } from "xstate";
import { LostError } from "../../protocol/errors.ts";
import { Future } from "../futures/future.ts";
import type { ActorHandle, Arguments, Result } from "../futures/types.ts";
import { check, LABEL } from "../options.ts";
import type { Session } from "../session/session.ts";
import type { SubmitOptions } from "../submit-options.ts";
import type { ActorFuture } from "./actor-future.ts";
import { actorOf } from "./handle.ts";
import type { MachineRef } from "./machine-ref.ts";

/** A class whose instances can be actors: `A` are its constructor's parameters. */
export type ActorClass<A extends readonly unknown[], T> = new (...args: A) => T;

/** One member of an actor from afar: a method takes futures for its arguments, and gives one of its result; a property is one. */
type Member<M> = M extends (...args: infer A) => infer R
  ? (...args: Arguments<A>) => ActorFuture<Result<R>>
  : ActorFuture<Result<M>>;

/** What no reference forwards. */
type Local = "then" | "toJSON" | "toString" | symbol | keyof object;

/**
 * An actor from afar, typed by its class: methods are calls, properties are read when they are awaited. It
 * holds the actor, until `using` or garbage collection ends that; an actor that nobody holds is ended.
 */
export type ActorRef<T> = { readonly [K in Exclude<keyof T, Local>]: Member<T[K]> } & ActorHandle;

/** A reference to an actor of a class, or to a machine by its logic. */
export type ReferenceTo<T> = T extends AnyActorLogic ? MachineRef<T> : ActorRef<T>;

/** Options with which what is submitted makes actors. */
export type ActorOptions = SubmitOptions & { readonly actor: true };

/** The reference that a future gives; throws `TypeError` where its key is that of a task. */
export async function referenceOf(future: Future<unknown>): Promise<object> {
  try {
    const value = await future;
    if (typeof value === "object" && value !== null && actorOf(value) !== undefined) return value;
    throw new TypeError(`${future.key} is the key of a task. Give the actor another.`);
  } finally {
    future.release();
  }
}

/** The reference to the actor of that name; rejects with `NotFoundError` where there is none. */
export async function lookup(session: Session, name: string): Promise<object> {
  check({ name: name ?? null }, { name: LABEL });
  for (;;) {
    const answer = await session.questions.ask(["lookup", name]);
    const entry = session.entry(answer[0] === "named" ? answer[2] : "");
    try {
      return await referenceOf(new Future(session, entry));
    } catch (error) {
      // Another scheduler knows nothing of that key, and is asked for the name.
      if (!(error instanceof LostError)) throw error;
    }
  }
}

/** Ends an actor for everyone; resolves when it is dead. Rejects with `TypeError` for what is no reference. */
export async function kill(session: Session, reference: unknown): Promise<void> {
  const actor = actorOf(reference);
  if (actor === undefined) throw new TypeError("What is killed is an actor: give the reference to it.");
  actor.entryIn(session);
  await session.questions.ask(["kill", actor.key]);
}
