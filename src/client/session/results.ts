import type { Bus } from "../../bus/bus.ts";
import { decodeValue } from "../../codec/value.ts";
import { ProtocolError, type TroupeError } from "../../protocol/errors.ts";
import type { Payload } from "../../protocol/messages.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Fetcher } from "../../runtime/transfer.ts";
import type { Entry } from "./entry.ts";
import type { References } from "./references.ts";
import type { Roster } from "./roster.ts";

/** Pause before a result that was nowhere to be had is looked for again, ms. */
const RETRY_MS = 100;

/** What they take of a session. */
interface ResultsSeams {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  readonly address: string;
  readonly roster: Roster;
  readonly references: References;
  readonly closed: TroupeError | null;
  /** Tells the scheduler that some workers do not hand a result out. */
  miss(entry: Entry, holders: readonly string[]): void;
}

/** Turns the ends of futures into values: waits, fetches the bytes where need be, decodes them. */
export class Results {
  readonly #session: ResultsSeams;
  readonly #fetcher: Fetcher;

  constructor(session: ResultsSeams) {
    this.#session = session;
    this.#fetcher = new Fetcher(session.bus, session.clock, session.cluster, session.address);
    session.roster.onDeparture((address) => this.#fetcher.forsake(address));
  }

  /** The value of an entry once it has one; made once, and shared by all who ask, but for an actor. Who asks sees to its rejection. */
  value(entry: Entry): Promise<unknown> {
    if (entry.actor) return this.#await(entry);
    entry.value ??= this.#await(entry);
    return entry.value;
  }

  /** The value that bytes stand for. */
  read(entry: Entry, bytes: Payload): unknown {
    const value = this.decode(bytes);
    const actor = this.#session.references.actors.actorOf(value);
    entry.type = actor?.name ?? typeName(value);
    if (actor?.key !== entry.key) return value;
    // A handle that its own entry kept would hold the actor for good.
    entry.actor = true;
    entry.value = null;
    entry.forgetOrigin();
    return value;
  }

  /** Reads the value of an entry now, and keeps it with what is inside. */
  keep(entry: Entry, bytes: Payload): void {
    const value = new Promise((resolve) => resolve(this.read(entry, bytes)));
    value.catch(() => {});
    entry.value = value;
  }

  /** The error that a task ended with. */
  error(key: string, bytes: Payload): Error {
    try {
      const error = this.decode(bytes);
      return error instanceof Error ? error : new ProtocolError(`The error of ${key} is none.`, { key });
    } catch (cause) {
      return new ProtocolError(`The error of ${key} cannot be read.`, { key, cause });
    }
  }

  /** Without async functions on the way of most, each of which costs three promises. */
  #await(entry: Entry): Promise<unknown> {
    const settled = new Promise<Entry>((resolve) => entry.observe({ settled: resolve }));
    return settled.then(this.#conclude);
  }

  readonly #conclude = (entry: Entry): unknown => {
    const { outcome } = entry;
    if (outcome === null) return this.#await(entry);
    if (outcome.kind === "error") throw outcome.error;
    if (outcome.kind === "inline") return this.#arrive(entry, outcome.bytes);
    return this.#fetch(entry, outcome.size, outcome.holders).then((bytes) =>
      bytes === undefined ? this.#await(entry) : this.#arrive(entry, bytes),
    );
  };

  /** The value, once the machines inside can be used. */
  #arrive(entry: Entry, bytes: Payload): unknown {
    const value = this.read(entry, bytes);
    const arrivals = this.#session.references.actors.arrivals();
    return arrivals === null ? value : arrivals.then(() => value);
  }

  /** The bytes of a result, or nothing when its holders do not hand it out and the scheduler has been told. */
  async #fetch(entry: Entry, size: number, holders: readonly string[]): Promise<Payload | undefined> {
    try {
      return await this.#fetcher.fetch(entry.key, size, holders);
    } catch {
      if (this.#session.closed !== null) throw this.#session.closed;
      this.#session.miss(entry, holders);
      await new Promise<void>((resolve) => this.#session.clock.after(RETRY_MS, resolve));
      return undefined;
    }
  }

  /** The value that bytes stand for; what is met inside is held by this client. Throws `ProtocolError`. */
  decode(bytes: Payload): unknown {
    return decodeValue(bytes, { reference: (reference) => this.#session.references.meet(reference) });
  }
}

/** Name of a value's type, for people. */
function typeName(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return value.constructor?.name ?? "Object";
}
