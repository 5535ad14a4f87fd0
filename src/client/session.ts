import type { Bus } from "../bus/bus.ts";
import type { Code } from "../protocol/code.ts";
import { ProtocolError, type TroupeError } from "../protocol/errors.ts";
import {
  type ClientToScheduler,
  type Payload,
  PROTOCOL_VERSION,
  type ToClient,
  type WorkerEntry,
} from "../protocol/messages.ts";
import { checkToClient } from "../protocol/shapes.ts";
import { announcement, SCHEDULER } from "../protocol/subjects.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { type Deferred, deferred } from "../runtime/deferred.ts";
import { epochOf } from "../runtime/epoch.ts";
import { Line } from "../runtime/post.ts";
import { Briefing } from "./briefing.ts";
import { Entry, type Outcome } from "./entry.ts";
import { cancelled } from "./failures.ts";
import { Future } from "./future.ts";
import { hear } from "./hear.ts";
import { Offers } from "./offers.ts";
import { Queries } from "./queries.ts";
import { Results } from "./results.ts";
import type { Surroundings } from "./surroundings.ts";

/** Time between two signs of life, ms. */
const BEAT_MS = 1000;

/** What a client needs of its process. */
export interface SessionOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** `client.<id>`, of this client alone. */
  readonly address: string;
  readonly name: string;
  readonly surroundings: Surroundings;
}

/** What one client knows and says: its keys, and its line to the scheduler. */
export class Session {
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly address: string;
  readonly bus: Bus;
  readonly cluster: string;
  readonly line: Line<ToClient, ClientToScheduler>;
  /** Why it is closed, once it is. */
  closed: TroupeError | null = null;
  readonly #results: Results;
  readonly #name: string;
  readonly #entries = new Map<string, Entry>();
  readonly offers: Offers;
  readonly queries = new Queries((message) => this.#say(message));
  readonly #briefing = new Briefing((message) => this.#say(message));
  readonly #welcome: Deferred<void> = deferred();
  readonly #announcements: { unsubscribe(): void };
  readonly #workersChanged = new Set<() => void>();
  #workers: readonly WorkerEntry[] = [];
  #abandoned: Entry[] = [];
  #beating: Cancel;

  constructor({ bus, clock, cluster, address, name, surroundings }: SessionOptions) {
    this.surroundings = surroundings;
    this.clock = clock;
    this.address = address;
    this.bus = bus;
    this.cluster = cluster;
    this.offers = new Offers(bus, cluster, address);
    this.#results = new Results(this, bus, cluster);
    this.#name = name;
    this.line = new Line(
      {
        bus,
        clock,
        cluster,
        address,
        check: checkToClient,
        deliver: (_from, messages) => {
          for (const message of messages) this.#react(message);
        },
        garbage: (from, error) => process.emitWarning(`${from} sent what is no message: ${error.message}`),
      },
      SCHEDULER,
      () => this.#resay(),
    );
    this.#announcements = bus.subscribe(announcement(cluster), (bytes) =>
      this.line.announced(epochOf(bytes)),
    );
    this.#say(["client", PROTOCOL_VERSION, name]);
    this.#beating = clock.after(BEAT_MS, () => this.#beat());
  }

  /** Resolves when a scheduler has answered; rejects when it refuses this client. */
  get welcomed(): Promise<void> {
    return this.#welcome.promise;
  }

  get workers(): readonly WorkerEntry[] {
    return this.#workers;
  }

  /** Calls `act` when the workers have changed; returns what ends that. */
  onWorkers(act: () => void): () => void {
    this.#workersChanged.add(act);
    return () => this.#workersChanged.delete(act);
  }

  find(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Remembers code, so that it is sent before the first task that needs it. */
  know(hash: string, code: Code): void {
    this.#briefing.know(hash, code);
  }

  /** A key that this client wants from now on. */
  add(entry: Entry): void {
    this.#entries.set(entry.key, entry);
    entry.wanted = true;
    this.#briefing.tell(entry);
  }

  /** A future of a key that was met inside a value. */
  meet(key: string): Future<unknown> {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = new Entry(key, null);
      this.add(entry);
    }
    return new Future(this, entry);
  }

  /** Nobody in this client holds the key any more. */
  abandon(entry: Entry): void {
    if (this.closed !== null || !entry.wanted) return;
    // A new hold in the same turn takes it up again.
    if (this.#abandoned.push(entry) === 1) queueMicrotask(() => this.#release());
  }

  /** This client does not want the key any more, whoever in it does. */
  cancel(entry: Entry, force: boolean): void {
    if (!entry.wanted) return;
    this.#forget(entry);
    this.#say(["cancel", [entry.key], force]);
    entry.step("cancelled", cancelled(entry.key));
  }

  /** The value of an entry once it has one; shared by all who ask. */
  value(entry: Entry): Promise<unknown> {
    return this.#results.value(entry);
  }

  /** The value that the bytes of an entry's result stand for. */
  read(entry: Entry, bytes: Payload): unknown {
    return this.#results.read(entry, bytes);
  }

  /** Tells the scheduler that some workers do not hand a result out. */
  miss(entry: Entry, holders: readonly string[]): void {
    this.#briefing.tell(entry);
    this.#say(["missing", entry.key, holders]);
  }

  /** Ends the session: what is not settled never will be. */
  async close(reason: TroupeError): Promise<void> {
    if (this.closed !== null) return;
    this.closed = reason;
    this.#say(["bye"]);
    this.#beating();
    this.#announcements.unsubscribe();
    this.offers.close();
    this.queries.close(reason);
    this.line.close();
    this.#welcome.reject(reason);
    const outcome: Outcome = { kind: "error", error: reason };
    for (const entry of this.#entries.values()) if (!entry.settled) entry.step("failed", outcome);
    this.#entries.clear();
    for (const act of this.#workersChanged) act();
    await this.bus.flush().catch(() => {});
  }

  #forget(entry: Entry): void {
    entry.wanted = false;
    this.#entries.delete(entry.key);
  }

  #say(message: ClientToScheduler): void {
    this.line.send(SCHEDULER, message);
  }

  #beat(): void {
    this.#say(["beat"]);
    this.#beating = this.clock.after(BEAT_MS, () => this.#beat());
  }

  /** The scheduler knows nothing of us: what is not settled is asked for again; the rest when it is needed. */
  #resay(): void {
    this.#briefing.restart();
    this.#say(["client", PROTOCOL_VERSION, this.#name]);
    for (const entry of this.#entries.values()) if (!entry.settled) this.#briefing.tell(entry);
    this.offers.prune((entry) => this.#briefing.has(entry));
    this.queries.askAgain();
  }

  #release(): void {
    const abandoned = this.#abandoned;
    this.#abandoned = [];
    const keys: string[] = [];
    for (const entry of abandoned) {
      if (entry.holds > 0 || !entry.wanted) continue;
      this.#forget(entry);
      keys.push(entry.key);
      if (!entry.settled) entry.step("cancelled", cancelled(entry.key));
    }
    if (keys.length > 0 && this.closed === null) this.#say(["release", keys, this.surroundings.parent()]);
  }

  #react(message: ToClient): void {
    switch (message[0]) {
      case "welcome":
        return this.#welcome.resolve();
      case "refused":
        void this.close(new ProtocolError(message[1]));
        return;
      case "workers":
        this.#workers = message[1];
        for (const act of this.#workersChanged) act();
        return;
      case "taken":
        for (const offer of message[1]) this.offers.end(offer);
        return;
      case "holders":
        return this.queries.answered(message[1], message[2]);
    }
    const entry = this.#entries.get(message[1]);
    if (entry === undefined) return;
    if (message[0] === "cancelled") this.#forget(entry);
    hear(entry, message, (bytes) => this.#results.error(entry.key, bytes));
  }
}
