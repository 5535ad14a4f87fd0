import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { decodeValue, encodeArguments } from "../codec/value.ts";
import { ActorDiedError, ConnectionError, ProtocolError, SerializationError } from "../protocol/errors.ts";
import { actorSubject } from "../protocol/subjects.ts";
import { ActorFuture } from "./actor-future.ts";
import type { Entry } from "./entry.ts";
import { hostGone } from "./failures.ts";
import { Future } from "./future.ts";
import { Hold, Wait } from "./hold.ts";
import type { Session } from "./session.ts";

/** Under this symbol a reference has its actor. */
export const ACTOR: unique symbol = Symbol("actor") as never;

/** An actor as this client reaches it: one hold on its key, and the calls that it has not answered. */
export class RemoteActor {
  readonly hold: Hold;
  readonly #session: Session;
  readonly #entry: Entry;
  readonly #host: string;
  readonly #calls = new Set<(error: Error) => void>();
  #death: ActorDiedError | null = null;

  constructor(session: Session, entry: Entry, host: string) {
    this.#session = session;
    this.#entry = entry;
    this.#host = host;
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
    const call = encodeBatch([this.key, member, args && encodeArguments(args, { reference: refuse }).bytes]);
    const wait = new Wait(this.#session, [this.#entry]);
    let fail = (_error: Error) => {};
    try {
      const answer = await new Promise<Uint8Array>((resolve, reject) => {
        fail = reject;
        this.#calls.add(fail);
        this.#ask(call).then(resolve, reject);
      });
      return read(answer);
    } finally {
      this.#calls.delete(fail);
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

  /** Rejects with `ActorDiedError` where its worker is there no more. */
  async #ask(call: Uint8Array): Promise<Uint8Array> {
    const { bus, cluster, address, closed } = this.#session;
    if (closed !== null) throw closed;
    try {
      return await bus.request(actorSubject(cluster, this.#host, address), call, Number.POSITIVE_INFINITY);
    } catch (cause) {
      // Where it is the connection that is cut, nothing is known of the actor.
      if (!(cause instanceof ConnectionError) || bus.status !== "connected") throw cause;
      throw hostGone(this.#host, cause);
    }
  }

  /** When its worker is lost, nobody else says what became of the calls under way. */
  #watch(): void {
    this.#entry.observe({
      show: (state) => {
        if (state === "finished") return this.#watch();
        this.#death ??= hostGone(this.#host);
        for (const fail of this.#calls) fail(this.#death);
      },
    });
  }
}

function read(answer: Uint8Array): unknown {
  const [ok, payload] = decodeBatch(answer);
  if (typeof ok !== "boolean" || !(payload instanceof Uint8Array))
    throw new ProtocolError("Not an answer of an actor. Do all processes run the same version?");
  const value = decodeValue(payload);
  if (ok) return value;
  throw value;
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
