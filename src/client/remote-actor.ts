import { decodeValue, encodeArguments } from "../codec/value.ts";
import { ActorDiedError, SerializationError } from "../protocol/errors.ts";
import { ActorFuture } from "./actor-future.ts";
import type { Callee } from "./callers.ts";
import type { Entry } from "./entry.ts";
import { hostGone } from "./failures.ts";
import { Future } from "./future.ts";
import { Hold, Wait } from "./hold.ts";
import type { Session } from "./session.ts";

/** Under this symbol a reference has its actor. */
export const ACTOR: unique symbol = Symbol("actor") as never;

/** An actor as this client reaches it: one hold on its key, and the calls that it has not answered. */
export class RemoteActor implements Callee {
  readonly hold: Hold;
  readonly host: string;
  readonly timeout = 0;
  readonly #session: Session;
  readonly #entry: Entry;
  #death: ActorDiedError | null = null;

  constructor(session: Session, entry: Entry, host: string) {
    this.#session = session;
    this.#entry = entry;
    this.host = host;
    this.hold = new Hold(session, entry);
    this.#watch();
  }

  /** `<class name>-<32 hex digits>`. */
  get key(): string {
    return this.#entry.key;
  }

  /** Calls a method, or reads a property where `args` are null; the message is on its way at once. */
  async call(member: string, args: readonly unknown[] | null): Promise<unknown> {
    if (this.#death !== null) throw this.#death;
    if (this.hold.ended) throw new ActorDiedError(`${this.key} was released here. Make another.`);
    const bytes = args && encodeArguments(args, { reference: refuse }).bytes;
    const { callers, surroundings } = this.#session;
    const wait = new Wait(this.#session, [this.#entry]);
    try {
      const value = await new Promise<Uint8Array>((resolve, reject) => {
        callers.call(this, member, bytes, surroundings.chain(), {
          gave: resolve,
          threw: (error) => reject(decodeValue(error)),
          failed: reject,
        });
      });
      return decodeValue(value);
    } finally {
      wait.end();
    }
  }

  /** The answer to a call, once it is there; inside a task, that gives its slot away until then. */
  async wait(answer: Promise<unknown>): Promise<unknown> {
    const resume = this.#session.surroundings.wait();
    try {
      return await answer;
    } finally {
      resume();
    }
  }

  /** When its worker is lost, nobody else says what became of the calls under way. */
  #watch(): void {
    this.#entry.observe({
      show: (state) => {
        if (state === "finished") return this.#watch();
        this.#death ??= hostGone(this.host);
        this.#session.callers.drop(this.key, this.#death);
      },
    });
  }
}

/** Arguments of a method are values; what would need somebody to look after it on the way is refused. */
function refuse(value: object): undefined {
  refuseActor(value);
  if (value instanceof Future || typeof value === "function") {
    const what = value instanceof Future ? "A future" : "A function";
    throw new SerializationError(`${what} cannot be an argument of an actor's method: send a value.`, "args");
  }
  return undefined;
}

/** Throws `SerializationError` for a reference to an actor, or for what came of a call to one. */
export function refuseActor(value: object): void {
  if (value instanceof ActorFuture)
    throw new SerializationError(
      "What an actor gives cannot be an argument: await it, and send the value.",
      "args",
    );
  if (ACTOR in value)
    throw new SerializationError(
      `${value} is a reference to an actor, which cannot be sent: send values.`,
      "args",
    );
}
