import { isWithin } from "../../actors/scheduler/client-row.ts";
import type { PrimitiveKind, Reply, ToPrimitives, Use } from "../protocol/coordination.ts";
import type { Change } from "../protocol/facts.ts";
import type { ToScheduler } from "../protocol/messages.ts";
import type { Cancel } from "../runtime/clock.ts";
import { StoreFullError } from "../store/log.ts";
import type { Command, Line } from "./command.ts";
import type { CoordinatorSeams } from "./coordinator-seams.ts";
import type { Timer } from "./guest.ts";
import { Journal } from "./journal.ts";
import { Primitive } from "./primitive.ts";
import { Primitives } from "./primitives.ts";
import { replay } from "./replay.ts";
import { Replies } from "./replies.ts";
import { rowsOf } from "./saved.ts";

/** Time between two looks at who is silent and what is not needed any more, ms. */
const SWEEP_MS = 1000;
/** Sweeps without a word after which a client loses its leases and its place. */
const SILENCE = 5;
/** More events than a scheduler has in the ms that are the unit of epochs. */
const STAMPS_A_MS = 1024;

const WORDS: ReadonlySet<string> = new Set<ToPrimitives[0]>(["use", "withdraw", "took", "settled", "survey"]);

export function isToPrimitives(message: ToScheduler): message is ToPrimitives {
  return WORDS.has(message[0]);
}

/** Hosts the primitives of a cluster: brings them what happens, in order, stores it, and does what they want done. */
export class Coordinator {
  readonly #seams: CoordinatorSeams;
  readonly #primitives: Primitives;
  readonly #replies: Replies;
  #journal: Journal | null = null;
  /** What is read from the log has been done before. */
  #replaying = false;
  /** What is answered where nothing can be stored any more. */
  #refusal: Reply | null = null;
  /** Why that is. */
  #hindrance: string | null = null;
  /** Nothing may be done any more, nor said. */
  #broken = false;
  #sweeping: Cancel | null = null;

  constructor(seams: CoordinatorSeams) {
    this.#seams = seams;
    this.#primitives = new Primitives({
      reply: (to, number, reply, giver) => {
        if (!this.#replaying) this.#replies.say(to, number, reply, giver);
      },
      time: (client, number, timer) => {
        if (!this.#replaying) this.#time(client, number, timer);
      },
      pin: (pin, keys) => {
        if (!this.#replaying) seams.pin(pin, keys);
      },
      unpin: (pin) => {
        if (!this.#replaying) seams.unpin(pin);
      },
      log: (line) => seams.log(line),
    });
    this.#primitives.stamp = seams.epoch * STAMPS_A_MS;
    const { reply, unheard } = seams;
    const whenStored = (say: () => void) => this.#whenStored(say);
    this.#replies = new Replies({ reply, unheard, whenStored }, this.#primitives.guests);
  }

  /** Goes on from where the log ends; nothing is taken before. Rejects where that cannot be read. */
  async open(): Promise<void> {
    const { clock, epoch, pin, recall, store: log, log: report } = this.#seams;
    if (log === null) return;
    this.#replaying = true;
    const { facts, bytes, snapshot } = await replay(log, this.#primitives);
    this.#replaying = false;
    this.#primitives.stamp = Math.max(this.#primitives.stamp, epoch * STAMPS_A_MS);
    this.#journal = new Journal(
      {
        log,
        clock,
        stamp: () => this.#primitives.stamp,
        rows: () => rowsOf(this.#primitives.snapshot(), this.#seams.facts()),
        failed: (error, lines) => this.#fail(error, lines),
        report,
      },
      bytes,
      snapshot,
    );
    for (const [number, keys] of this.#primitives.pinned) pin(number, keys);
    // After the pins: what is recorded for them alone is wanted as well.
    recall(facts);
    for (const [client, { timers }] of this.#primitives.guests) {
      for (const [number, timer] of timers) this.#time(client, number, timer);
    }
    this.#sweepLater();
  }

  /** The scheduler's records change. */
  record(changes: readonly Change[]): void {
    for (const change of changes) this.#journal?.note(change);
  }

  /** Has an answer given once all is stored that was recorded so far, or what hinders that. */
  answer(stored: () => void, hindered: (hindrance: string) => void): void {
    if (this.#hindrance !== null) return hindered(this.#hindrance);
    if (this.#journal === null) stored();
    else this.#journal.whenStored(stored, hindered);
  }

  /** Takes what a client says; who is none is not heard. */
  take(from: string, message: ToPrimitives): void {
    if (this.#broken || !this.#seams.isClient(from)) return;
    this.#sweepLater();
    switch (message[0]) {
      case "use":
        return this.#use(from, message[1], message[2], message[3]);
      case "withdraw":
      case "took": {
        const [word, number, kind, name] = message;
        return this.#mention(word === "took" ? word : "expired", from, number, kind, name);
      }
      case "settled":
        if (this.#primitives.guests.remembers(from)) this.#do(["settled", from, message[1], message[2]]);
        return;
      case "survey":
        return this.#replies.say(from, message[1], ["primitives", this.#primitives.views], "");
    }
  }

  /** Something has come from a client, whatever it was. */
  heard(client: string): void {
    const guest = this.#primitives.guests.find(client);
    if (guest !== undefined) guest.silence = 0;
  }

  /** The bus was cut: that somebody was silent until now says nothing about him. */
  reconnected(): void {
    for (const [, guest] of this.#primitives.guests) guest.silence = 0;
  }

  /**
   * A client is gone, or a worker with the clients on its threads: what they have goes on to others, and items on their
   * way to them go back. One that is `silent` may be there, and have them, and come back.
   */
  vacate(address: string, silent: boolean): void {
    const { guests } = this.#primitives;
    if (guests.find(address) !== undefined) this.#part(address, silent);
    if (!address.startsWith("worker.")) return;
    for (const [client] of guests) if (isWithin(client, address)) this.#part(client, false);
  }

  close(): void {
    this.#sweeping?.();
    this.#journal?.close();
    for (const [, guest] of this.#primitives.guests) guest.close();
  }

  #part(client: string, silent: boolean): void {
    const lost = silent ? [] : this.#replies.lost(client);
    // What it waits for itself is not to meet what comes back.
    if (lost.length > 0) this.#do(["lapsed", client]);
    for (const [number, queue] of lost) this.#do(["returned", client, number, queue]);
    this.#do(["gone", client]);
  }

  #use(from: string, number: number, use: Use, timeout: number | null): void {
    const { guests } = this.#primitives;
    if (this.#refusal !== null) return this.#seams.reply(from, number, this.#refusal);
    const known = guests.recall(from, number);
    if (known instanceof Primitive) return this.#again(from, number, timeout);
    if (known !== undefined) return this.#replies.say(from, number, known, use[1]);
    if (!this.#primitives.look(from, number, use)) this.#do(["use", from, number, use, timeout]);
  }

  /** A use that waits is asked for again: it keeps its place, and has the time that is left. */
  #again(from: string, number: number, timeout: number | null): void {
    const timer = this.#primitives.guests.find(from)?.timers.get(number);
    if (timer === undefined || timeout === null) return;
    timer.cancel?.();
    timer.cancel = this.#seams.clock.after(timeout, () => this.#expire(from, number));
  }

  /**
   * Something about one use by a client: nothing where that is over, or its primitive has nothing in it. One that is
   * withdrawn is not over by the items that it was given: who has withdrawn takes none.
   */
  #mention(type: "expired" | "took", from: string, number: number, kind: PrimitiveKind, name: string): void {
    const use = this.#primitives.guests.recall(from, number);
    const waits = use === undefined || use instanceof Primitive;
    const isLate = type === "expired" && !waits && use[0] === "items";
    if (!isLate && this.#primitives.find(kind, name) === undefined) return;
    if (type === "took" || waits || isLate) this.#do([type, from, number, kind, name]);
  }

  #do(command: Command): void {
    if (this.#broken || this.#refusal !== null) return;
    this.#journal?.note(command);
    this.#primitives.apply(command);
  }

  #whenStored(say: () => void): void {
    if (this.#journal === null) say();
    else this.#journal.whenStored(say);
  }

  #time(client: string, number: number, timer: Timer): void {
    timer.cancel = this.#seams.clock.after(timer.ms, () => this.#expire(client, number));
  }

  #expire(client: string, number: number): void {
    const use = this.#primitives.guests.recall(client, number);
    if (use instanceof Primitive) this.#do(["expired", client, number, use.kind, use.name]);
  }

  /** Where there is no room, what was certainly not done is declined; else nothing more is said. */
  #fail(error: unknown, lines: readonly Line[]): void {
    if (!(error instanceof StoreFullError)) {
      this.#broken = true;
      return this.#seams.broken(error);
    }
    const msg = `queues, locks and the like cannot be stored, and stand still: ${error.message}`;
    this.#seams.log({ level: "error", msg, error: error.message });
    this.#hindrance = error.message;
    this.#refusal = ["declined", "TROUPE", `It was not done, and cannot be stored. ${error.message}`];
    for (const line of lines) {
      if (line[0] === "use") this.#seams.reply(line[1], line[2], this.#refusal);
    }
    this.#journal?.hinder(error.message);
  }

  #sweepLater(): void {
    this.#sweeping ??= this.#seams.vigil.after(SWEEP_MS, () => this.#sweep());
  }

  /** Lets silent clients lapse, and forgets what is as new. */
  #sweep(): void {
    this.#sweeping = null;
    const { graceMs, isClient, isTethered } = this.#seams;
    for (const [client, guest] of this.#primitives.guests) {
      if (++guest.silence < SILENCE) continue;
      const tethered = isTethered(client);
      const known = isClient(client);
      if (tethered && known) guest.silence--;
      else if (guest.silence === SILENCE && !tethered) this.#do(["lapsed", client]);
      else if (guest.silence * SWEEP_MS >= graceMs && !known) this.#do(["gone", client]);
    }
    this.#primitives.tidy();
    if (!this.#primitives.none) this.#sweepLater();
  }
}
