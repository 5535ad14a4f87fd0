import type { Bus } from "../../bus/bus.ts";
import { ProtocolError, type TroupeError } from "../../protocol/errors.ts";
import { GRACE_MS, type ToClient, type ToScheduler } from "../../protocol/messages.ts";
import { checkToClient } from "../../protocol/shapes.ts";
import { announcement, SCHEDULER } from "../../protocol/subjects.ts";
import type { Cancel, Clock } from "../../runtime/clock.ts";
import { epochOf } from "../../runtime/epoch.ts";
import { Line } from "../../runtime/line.ts";
import { Briefing } from "./briefing.ts";
import { Callers } from "./callers.ts";
import { Cancellations } from "./cancellations.ts";
import { Entry, type Outcome } from "./entry.ts";
import { cancelled, unreadable } from "./failures.ts";
import { Greeting } from "./greeting.ts";
import { Intake } from "./intake.ts";
import { Kept } from "./kept.ts";
import { inform } from "./news.ts";
import { Offers } from "./offers.ts";
import { Presence } from "./presence.ts";
import { Promises } from "./promises.ts";
import { isAnswer, Questions } from "./questions.ts";
import type { References } from "./references.ts";
import { Releases } from "./releases.ts";
import { Results } from "./results.ts";
import { Retries } from "./retries.ts";
import { Roster } from "./roster.ts";
import type { SessionOptions } from "./session-options.ts";
import type { Surroundings } from "./surroundings.ts";
import { Uses } from "./uses.ts";

/** Time between two signs of life, ms. */
const BEAT_MS = 1000;

/** What one client knows and says: its keys, and its line to the scheduler. */
export class Session {
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly address: string;
  readonly bus: Bus;
  readonly cluster: string;
  readonly line: Line<ToClient, ToScheduler>;
  /** Why it is closed, once it is. */
  closed: TroupeError | null = null;
  readonly kept = new Kept(this, (message) => this.#say(message));
  /** What the references inside values stand for. */
  readonly references: References;
  readonly results: Results;
  readonly callers: Callers;
  readonly #greeting: Greeting;
  readonly #entries = new Map<string, Entry>();
  readonly offers: Offers;
  readonly questions = new Questions((question) => this.#say(question));
  readonly uses: Uses;
  readonly briefing = new Briefing(
    (message) => this.#say(message),
    (key) => this.#entries.has(key),
    (entry) => this.intake.told(entry),
  );
  readonly intake = new Intake(this);
  readonly promises = new Promises(this);
  readonly cancellations = new Cancellations(this, (message) => this.line.send(SCHEDULER, message));
  readonly #retries = new Retries();
  readonly #announcements: { unsubscribe(): void };
  readonly roster = new Roster();
  readonly presence = new Presence();
  readonly #releases = new Releases(
    (entry) => this.#letGo(entry),
    (message) => this.#say(message),
  );
  #beating: Cancel;
  #parted: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions, references: (session: Session) => References) {
    const { bus, clock, cluster, address, name, surroundings } = options;
    this.surroundings = surroundings;
    this.clock = clock;
    this.address = address;
    this.bus = bus;
    this.cluster = cluster;
    this.offers = new Offers(bus, cluster, address);
    this.results = new Results(this);
    this.uses = new Uses(this, (message) => this.#say(message));
    this.references = references(this);
    this.callers = new Callers({ bus, clock, cluster, address, roster: this.roster });
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
        unreadable: (_from, error) => void this.close(unreadable(error)),
      },
      (_to, anew) => this.#resay(anew),
    );
    this.#announcements = bus.subscribe(announcement(cluster), (bytes) =>
      this.line.announced(SCHEDULER, epochOf(bytes)),
    );
    this.#greeting = new Greeting(name, this.roster);
    this.#say(this.#greeting.words(false));
    this.#beating = clock.after(BEAT_MS, () => this.#beat());
  }

  /** Resolves when a scheduler has answered; rejects when it refuses this client. */
  get welcomed(): Promise<void> {
    return this.#greeting.welcomed;
  }

  /** The entry of a key; none where all that the scheduler has to say of it is that it is cancelled. */
  find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || this.cancellations.spares(entry) ? entry : undefined;
  }

  /** A key that this client wants from now on. */
  add(entry: Entry): void {
    this.#entries.set(entry.key, entry);
    entry.wanted = true;
    this.intake.add(entry);
  }

  /** The entry of a key that is there already, as somebody says; it is to be held at once. */
  entry(key: string): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = new Entry(key, null);
    this.add(entry);
    return entry;
  }

  /** Nobody in this client holds the key any more. */
  abandon(entry: Entry): void {
    if (this.closed !== null || !entry.wanted) return;
    this.#releases.add(entry, this.surroundings.parent());
  }

  /** This client does not want the key any more, whoever in it does. */
  cancel(entry: Entry, force: boolean, graceMs: number): void {
    if (!entry.wanted && !entry.secret) return;
    entry.withdraw();
    if (entry.wanted) {
      this.#forget(entry);
      this.cancellations.add(entry.key, force, graceMs);
    }
    entry.step("cancelled", cancelled(entry.key));
  }

  /** Has a failed key computed again; resolves when that is pending, and what it failed because of. */
  retry(entry: Entry): Promise<void> {
    this.briefing.tell(entry);
    entry.step("pending", null);
    this.#say(["retry", entry.key]);
    return this.#retries.wait(entry.key);
  }

  /** Tells the scheduler that some workers do not hand a result out. */
  miss(entry: Entry, holders: readonly string[]): void {
    this.briefing.tell(entry);
    this.#say(["missing", entry.key, holders]);
  }

  /** Ends the session: what is not settled never will be. */
  async close(reason: TroupeError): Promise<void> {
    if (this.closed !== null) return this.#parted;
    this.closed = reason;
    this.#parted = this.kept.part();
    this.#greeting.close(reason);
    this.#retries.close(reason);
    this.intake.close();
    this.questions.close(reason);
    this.uses.close(reason);
    this.callers.close(reason);
    const outcome: Outcome = { kind: "error", error: reason };
    for (const entry of this.#entries.values()) if (!entry.settled) entry.step("cancelled", outcome);
    this.#entries.clear();
    this.roster.close(reason);
    await this.#parted;
    this.#beating();
    this.#say(["bye"]);
    this.#announcements.unsubscribe();
    this.offers.close();
    this.line.close();
    await this.bus.flush().catch(() => {});
  }

  #forget(entry: Entry): void {
    entry.wanted = false;
    this.#entries.delete(entry.key);
    this.intake.ended(entry);
  }

  #say(message: ToScheduler): void {
    this.cancellations.flush();
    this.line.send(SCHEDULER, message);
  }

  #beat(): void {
    if (this.presence.beat(this.line.heard)) this.roster.stir();
    this.#say(["beat"]);
    this.uses.settle();
    this.cancellations.age();
    this.#beating = this.clock.after(BEAT_MS, () => this.#beat());
  }

  #resay(anew: boolean): void {
    this.line.send(SCHEDULER, this.#greeting.words(anew));
    const doomed = this.cancellations.restart(this.#entries.values());
    const entries = this.intake.without(this.#entries.values());
    this.briefing.restart(
      entries.filter((entry) => !doomed.has(entry)),
      anew,
    );
    this.offers.prune((entry) => this.briefing.has(entry));
    this.#retries.restart();
    this.kept.restart();
    this.questions.restart();
    this.uses.restart();
    for (const entry of doomed) this.cancel(entry, false, GRACE_MS);
  }

  /** Forgets an entry that nobody holds; whether the scheduler is to be told. */
  #letGo(entry: Entry): boolean {
    if (entry.holds > 0 || !entry.wanted) return false;
    this.#forget(entry);
    if (!entry.settled) entry.step("cancelled", cancelled(entry.key));
    return this.closed === null;
  }

  #react(message: ToClient): void {
    if (message[0] === "welcome") return this.#greeting.answered(message[1]);
    if (message[0] === "refused") return void this.close(new ProtocolError(message[1]));
    if (message[0] === "workers") return this.roster.update(message[1]);
    if (message[0] === "taken") return this.offers.end(message[1]);
    if (message[0] === "used") return this.uses.hear(message[1], message[2]);
    if (isAnswer(message)) return this.questions.hear(message);
    if (message[0] === "kept") return this.kept.hear(message[1], message[2]);
    if (message[0] === "retried") return this.#retries.answered(message[1]);
    if (message[0] === "parted") return this.cancellations.answered(message[1]);
    const entry = this.#entries.get(message[1]);
    if (entry === undefined || this.cancellations.covers(entry.key)) return;
    if (message[0] === "cancelled") this.#forget(entry);
    else if (entry.own) return;
    inform(entry, message, this);
    if (entry.settled) this.intake.ended(entry);
  }
}
