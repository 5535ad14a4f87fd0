import { expect } from "chai";
import type { CoordinationEffect } from "../../actors/coordination/events.ts";
import { Primitive, type PrimitiveEvent, type PrimitiveSeams } from "../../src/cluster/primitive.ts";
import type { PrimitiveKind, Reply, UseRequest } from "../../src/protocol/coordination.ts";
import { type Answer, Keyring, type Word } from "./keyring.ts";

export const LOCKS = ["x", "y", "z"] as const;
export const BUNDLES = ["p", "q", "r"] as const;

/** A use that was granted: of a lock, or of a multi-lock. */
interface Grant {
  readonly kind: "lock" | "multiLock";
  readonly name: string;
  readonly client: string;
  readonly number: number;
  readonly token: number;
}

type Unstamped = PrimitiveEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "stamp">
    : never
  : never;

/** Locks and multi-locks at work, brought together as by their host, and the same as they are meant. */
export class Smithy {
  /** Uses so far, and those whose time runs. */
  readonly uses: (readonly [client: string, number: number])[] = [];
  readonly timers: (readonly [client: string, number: number])[] = [];
  readonly grants: Grant[] = [];
  readonly #keyring = new Keyring(LOCKS);
  readonly #primitives = new Map<string, Primitive>();
  /** The last token of each lock. */
  readonly #tokens = new Map<string, number>();
  #answers: Answer[] = [];
  #stamp = 0;

  constructor() {
    for (const name of BUNDLES) this.#forge("multiLock", name);
    for (const name of LOCKS) this.#forge("lock", name);
  }

  acquire(client: string, lock: string, timeout: number | null): void {
    const number = this.#begin(client);
    this.#keyring.acquire(client, number, lock, timeout);
    this.#use("lock", lock, client, number, ["acquire"], timeout);
    this.#compare("acquire");
  }

  acquireAll(client: string, name: string, locks: readonly string[], timeout: number | null): void {
    const number = this.#begin(client);
    this.#keyring.acquireAll(client, number, name, locks);
    this.#use("multiLock", name, client, number, ["acquire", locks], timeout);
    this.#compare("acquire all");
  }

  /** A client gives back what it, or another, was granted. */
  release(client: string, grant: Grant): void {
    const { kind, name, token } = grant;
    const number = this.#begin(client);
    if (kind === "lock") this.#keyring.release(client, number, name, grant.number);
    else this.#keyring.releaseAll(client, number, name, grant.number);
    this.#use(kind, name, client, number, ["release", token], null);
    this.#compare("release");
  }

  expire(client: string, number: number): void {
    this.#keyring.expire(client, number);
    this.#tellAll({ type: "expired", from: client, number });
    this.#compare("expired");
  }

  lapse(client: string): void {
    this.#keyring.part(client, true);
    this.#tellAll({ type: "lapsed", from: client });
    this.#compare("lapsed");
  }

  leave(client: string): void {
    this.#keyring.part(client, false);
    this.#tellAll({ type: "gone", from: client });
    this.#compare("gone");
  }

  /** When all clients are gone, all is as new. */
  end(clients: readonly string[]): void {
    for (const client of clients) this.leave(client);
    for (const { kind, name, blank } of this.#primitives.values())
      expect(blank, `${kind} ${name}`).to.equal(true);
  }

  #begin(client: string): number {
    return this.uses.push([client, this.uses.length + 1]);
  }

  #forge(kind: PrimitiveKind, name: string): void {
    const seams: PrimitiveSeams = {
      perform: (_primitive, effect) => this.#perform(kind, name, effect),
      broken: (_primitive, error) => {
        throw error;
      },
    };
    this.#primitives.set(`${kind} ${name}`, new Primitive(kind, name, seams));
  }

  #use(
    kind: "lock" | "multiLock",
    name: string,
    from: string,
    number: number,
    request: UseRequest,
    timeout: number | null,
  ): void {
    this.#tell(kind, name, { type: "use", from, number, setting: null, request, timeout } as Unstamped);
  }

  #tell(kind: string, name: string, event: Unstamped): void {
    this.#primitives.get(`${kind} ${name}`)?.send({ ...event, stamp: ++this.#stamp } as PrimitiveEvent);
  }

  #tellAll(event: Unstamped): void {
    for (const { kind, name } of this.#primitives.values()) this.#tell(kind, name, event);
  }

  #perform(kind: PrimitiveKind, name: string, effect: CoordinationEffect): void {
    switch (effect.type) {
      case "reply":
        return this.#reply(kind, name, effect.to, effect.number, effect.reply);
      case "expireAfter":
        this.timers.push([effect.from, effect.number]);
        return;
      case "acquire":
        return this.#use("lock", effect.lock, name, effect.number, ["acquire"], null);
      case "leave":
        for (const lock of effect.locks) this.#tell("lock", lock, { type: "gone", from: name });
        return;
      default:
        throw new Error(`Nobody asked for "${effect.type}".`);
    }
  }

  #reply(kind: PrimitiveKind, name: string, to: string, number: number, reply: Reply): void {
    if (reply[0] === "granted") this.#stamp = Math.max(this.#stamp, reply[1]);
    if (this.#primitives.has(`multiLock ${to}`))
      return this.#tell("multiLock", to, { type: "granted", number });
    this.#answers.push([to, number, reply[0] as Word]);
    if (reply[0] !== "granted" || (kind !== "lock" && kind !== "multiLock")) return;
    this.grants.push({ kind, name, client: to, number, token: reply[1] });
    this.#note(kind === "lock" ? [name] : this.#keyring.locksOf(name), reply[1]);
  }

  /** Tokens grow from grant to grant, lock by lock. */
  #note(locks: readonly string[], token: number): void {
    for (const lock of locks) {
      expect(token, `token of ${lock}`).to.be.above(this.#tokens.get(lock) ?? 0);
      this.#tokens.set(lock, token);
    }
  }

  #compare(what: string): void {
    const inWords = (answers: readonly Answer[]) => answers.map((answer) => answer.join(" ")).sort();
    const heard = this.#answers;
    this.#answers = [];
    expect(inWords(heard), what).to.deep.equal(inWords(this.#keyring.look()));
    for (const { kind, name, view } of this.#primitives.values()) {
      const [, , state, waiting] = view;
      if (kind === "multiLock") expect(state, `state of ${name}`).to.equal(this.#keyring.state(name));
      else expect(waiting, `waiting for ${name}`).to.equal(this.#keyring.waiting(name));
    }
    expect(this.#keyring.sound, "sound").to.equal(true);
  }
}
