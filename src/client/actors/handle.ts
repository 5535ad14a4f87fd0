import type { InspectOptionsStylized } from "node:util";
import type { Reference } from "../../protocol/code.ts";
import { ActorDiedError } from "../../protocol/errors.ts";
import type { Entry } from "../session/entry.ts";
import { collected, type Hold } from "../session/hold.ts";
import { REFER, REFERENCE, type Referable } from "../session/referral.ts";
import type { Session } from "../session/session.ts";
import { SHOWN, shown } from "../text/shown.ts";
import type { ActorFuture } from "./actor-future.ts";
import { memberBy } from "./member.ts";
import type { RemoteActor } from "./remote-actor.ts";

/** Under this symbol a reference has its actor. */
export const ACTOR: unique symbol = Symbol("actor") as never;
const HOLD: unique symbol = Symbol("hold") as never;

/** What a reference to an actor has of its own, apart from what it forwards. */
class Handle implements Referable {
  // biome-ignore lint/suspicious/noThenProperty: a reference is no thenable, whatever its class has
  readonly then = undefined;
  readonly toJSON = undefined;
  readonly [ACTOR]: RemoteActor;
  readonly [HOLD]: Hold;

  constructor(actor: RemoteActor, hold: Hold) {
    this[ACTOR] = actor;
    this[HOLD] = hold;
    collected.register(this, hold, hold);
  }

  get [REFERENCE](): Reference {
    return this[ACTOR].enclosed();
  }

  [REFER](session: Session, met: Set<Entry>): Reference {
    return this[ACTOR].refer(session, met);
  }

  toString(): string {
    return `<Actor: ${this[ACTOR].name}, key=${this[ACTOR].key}>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }

  [Symbol.dispose](): void {
    collected.unregister(this[HOLD]);
    this[HOLD].end();
  }
}

/** A reference to an actor, which forwards what it does not have of its own and ends a hold when it is collected. */
export function refer(actor: RemoteActor, hold: Hold): object {
  const handle = new Handle(actor, hold);
  return new Proxy(handle, {
    get: (_, name) =>
      typeof name === "symbol" || name in handle ? Reflect.get(handle, name) : memberOf(handle, name),
    set: (_, name) => {
      throw new TypeError(
        `${handle} has no "${String(name)}" to assign to: give its class a method for that.`,
      );
    },
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}

/** The actor that a reference stands for; undefined for any other value. */
export function actorOf(value: unknown): RemoteActor | undefined {
  const isReference = typeof value === "object" && value !== null && ACTOR in value;
  return isReference ? (value as { readonly [ACTOR]: RemoteActor })[ACTOR] : undefined;
}

function memberOf(handle: Handle, name: string): object {
  const ask = (args: readonly unknown[] | null): ActorFuture<unknown> => {
    const { [ACTOR]: actor, [HOLD]: hold } = handle;
    const gone = hold.ended ? new ActorDiedError(`${handle} was released here. Make another.`) : null;
    return actor.ask(name, args, gone);
  };
  return memberBy(ask);
}
