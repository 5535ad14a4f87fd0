import type { CandidacyEvent, Candidate } from "../../actors/scheduler/candidacy.ts";
import type { Bus, Subscription } from "../bus/bus.ts";
import { encodeBatch } from "../codec/batch.ts";
import { LEASE_MS } from "../protocol/lead.ts";
import { probe } from "../protocol/subjects.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { Fence } from "../runtime/fence.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Leadership } from "../store/leadership.ts";

/** Time between two renewals of a lead, ms. */
const RENEW_MS = 1000;
/** The same after one that came to nothing. */
const RETRY_MS = 250;

/** A candidate, and the record of who leads. */
export interface Candidature extends Candidate {
  readonly leadership: Leadership;
}

/** What a reign needs of its scheduler. */
export interface ReignSeams extends Candidature {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  tell(event: CandidacyEvent | { readonly type: "superseded" }): void;
  readonly log: Logger;
}

type Outcome = "stored" | "outrun" | "unknown";

/**
 * How a scheduler comes to lead by the record of that, and goes on to: it says so each second.
 *
 * R1. It acts for two seconds from when it sent what was stored last, and no longer.
 * R2. Once the connection was cut it does not act before it has said again that it leads.
 * R3. What another wrote is replaced by who has seen it fall silent, never by who has led before.
 */
export class Reign {
  /** The world as who leads sees it. */
  readonly fence: Fence;
  readonly #seams: ReignSeams;
  readonly #unlisten: () => void;
  #epoch = 0;
  #version = 0;
  /** Time that was said last, and time that was seen last: clocks go back. */
  #renewed = 0;
  #now = 0;
  /** It acts until then. */
  #lease = 0;
  #leads = false;
  #over = false;
  #suspended = false;
  #renewing: Promise<void> | null = null;
  #reason: unknown;
  #answering: Subscription | undefined;
  #next: Cancel | undefined;
  #lapse: Cancel | undefined;

  constructor(seams: ReignSeams) {
    this.#seams = seams;
    this.fence = new Fence(seams.bus, seams.clock, () => this.acts);
    this.#unlisten = seams.bus.onStatus((status) => {
      if (!this.#leads) return;
      if (status === "connected") this.#renew();
      else this.#lease = 0;
    });
  }

  get acts(): boolean {
    const now = this.#seams.clock.now();
    if (now < this.#now) this.#lease = 0;
    this.#now = now;
    return now < this.#lease;
  }

  /** Looks who leads, after a while. */
  lookAfter(ms: number): void {
    const { clock, leadership, tell } = this.#seams;
    this.#next = clock.after(ms, () => {
      leadership.look().then(
        (record) => tell({ type: "record", record, now: Math.floor(clock.now()) }),
        () => tell({ type: "record.unknown" }),
      );
    });
  }

  /** Takes the lead where the record still has that version. */
  async claim(epoch: number, version: number): Promise<void> {
    const { bus, cluster, tell } = this.#seams;
    this.#epoch = epoch;
    this.#version = version;
    // Who looks at the record after this and then asks is to be answered.
    let claims = true;
    this.#answering = bus.subscribe(probe(cluster), (_bytes, _subject, respond) => {
      if (claims || this.acts) respond?.(encodeBatch([epoch]));
    });
    const outcome = await this.#write();
    claims = false;
    this.#leads = outcome === "stored";
    if (this.#over) return this.#resign();
    if (this.#leads) this.#renewAfter(RENEW_MS);
    else this.#answering.unsubscribe();
    tell({ type: outcome === "stored" ? "elected" : outcome === "outrun" ? "outrun" : "record.unknown" });
  }

  /** Leads no longer; where it has led until now, others need not wait. */
  async end(): Promise<void> {
    this.#over = true;
    this.#lease = 0;
    this.#unlisten();
    this.#next?.();
    this.#lapse?.();
    await this.#renewing;
    await this.#resign();
  }

  async #resign(): Promise<void> {
    this.#answering?.unsubscribe();
    if (this.#leads) await this.#write();
    this.#leads = false;
  }

  async #write(): Promise<Outcome> {
    const { clock, holder, leadership } = this.#seams;
    const sent = clock.now();
    this.#renewed = Math.max(this.#renewed, this.#epoch, Math.floor(sent));
    const lead = { epoch: this.#epoch, renewed: this.#renewed, holder, over: this.#over };
    try {
      const version = await leadership.write(lead, this.#version);
      if (version === null) return "outrun";
      this.#version = version;
      this.#extend(sent + LEASE_MS);
      return "stored";
    } catch (error) {
      this.#reason = error;
      return "unknown";
    }
  }

  #extend(until: number): void {
    const { clock, log } = this.#seams;
    if (this.#over) return;
    const acted = this.acts;
    this.#lease = until;
    this.#lapse?.();
    this.#lapse = clock.after(until - clock.now() + 1, () => this.#suspend());
    if (this.#suspended) log({ level: "info", msg: "the scheduler leads again, and goes on" });
    this.#suspended = false;
    if (!acted) this.fence.opened();
  }

  #suspend(): void {
    if (!this.#leads || this.acts) return;
    this.#suspended = true;
    const why = this.#reason instanceof Error ? this.#reason.message : "no answer";
    this.#seams.log({
      level: "warn",
      msg: `the scheduler cannot say that it leads, and does nothing until it can: JetStream gives no access to ${this.#seams.cluster}'s record (${why})`,
      error: why,
    });
  }

  #renewAfter(ms: number): void {
    this.#next = this.#seams.clock.after(ms, () => this.#renew());
  }

  #renew(): void {
    this.#next?.();
    this.#renewing ??= this.#confirm().then((outcome) => {
      this.#renewing = null;
      if (this.#over) return;
      if (outcome !== "outrun") return this.#renewAfter(outcome === "stored" ? RENEW_MS : RETRY_MS);
      this.#leads = false;
      this.#lease = 0;
      this.#seams.tell({ type: "superseded" });
    });
  }

  /** Says that it leads, also where it is not known what has become of what it said before. */
  async #confirm(): Promise<Outcome> {
    const outcome = await this.#write();
    if (outcome !== "outrun") return outcome;
    try {
      const { lead, version } = await this.#seams.leadership.look();
      if (lead !== null && lead.holder !== this.#seams.holder) return "outrun";
      this.#version = version;
      return (await this.#write()) === "stored" ? "stored" : "unknown";
    } catch (error) {
      this.#reason = error;
      return "unknown";
    }
  }
}
