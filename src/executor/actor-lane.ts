import type { ActorTerms, Payload } from "../protocol/messages.ts";
import type { ActorLaneOptions, ActorThread } from "./actors-options.ts";
import type { Assignment, Call } from "./executor.ts";
import { OpenTurn } from "./open-turn.ts";
import { type ActorLaneListener, died, type Residence } from "./residence.ts";
import { endedActors } from "./run-errors.ts";
import { Signals } from "./signals.ts";
import { ENDING, type FromActors, type ToActors } from "./words.ts";

/** How long a thread may take to answer before it counts as stuck, ms. */
const STUCK_MS = 1000;
/** Orders are so many at most, then they begin anew; and the longest time of a timer, ms. */
const ORDERS = 2 ** 31 - 1;

const NO_BYTES = new Uint8Array();
/** An actor that has not done anything yet. */
const NEW = { calls: 0, open: 0, looks: 0, made: false, over: false };

/** How a turn ends. */
type Ending = Extract<FromActors, readonly ["done" | "failed", ...unknown[]]>;

/** What a machine says. */
type Told = Extract<FromActors, readonly ["snapshot" | "emitted", ...unknown[]]>;

/** A thread of actors as its process sees it. */
export class ActorLane {
  readonly #options: ActorLaneOptions;
  readonly #listener: ActorLaneListener;
  readonly #thread: ActorThread;
  readonly #signals = new Signals();
  readonly #turns = new Map<number, OpenTurn>();
  /** Who lives here, or is being made, by number. */
  readonly #residents = new Map<number, Residence>();
  readonly #taught = new Set<string>();
  #lastOrder = ENDING;
  #lastNumber = 0;
  #lastPing = 0;
  /** It has said something once. */
  #started = false;
  /** Why the thread ends, once that is known. */
  #reason: Payload | null = null;
  #due = false;
  /** Of what waits to be flushed something is to be heard before the next turn begins. */
  #pressing = false;

  constructor(options: ActorLaneOptions, listener: ActorLaneListener) {
    this.#options = options;
    this.#listener = listener;
    const heard = {
      heard: (word: FromActors, attached: Payload | undefined) => this.#hear(word, attached),
      exited: (failure: Error | null) => this.#exited(failure),
    };
    this.#thread = options.start(heard, this.#signals);
  }

  /** How many live here, or are being made. */
  get residents(): number {
    return this.#residents.size;
  }

  /** Address of the client on its thread. */
  get client(): string {
    return this.#thread.client;
  }

  /** Makes code known to the thread, once. */
  teach(hash: string): void {
    const code = this.#taught.has(hash) ? undefined : this.#options.code(hash);
    if (code === undefined) return;
    this.#taught.add(hash);
    this.#say(["code", hash, this.#thread.enclose(code)]);
  }

  /** Has an actor made; what comes of that is told. */
  create(assignment: Assignment, terms: ActorTerms): Residence {
    const { key, codes, args, values, timeout, chain } = assignment;
    for (const hash of codes) this.teach(hash);
    const thread = this.#thread;
    const [form, , concurrency] = terms;
    const number = ++this.#lastNumber;
    const actor: Residence = { key, number, lane: this, form, concurrency, ...NEW };
    const turn = this.#open(actor, assignment, "", 0, timeout);
    const given = Array.from(values, ([name, value]) => [name, thread.enclose(value)] as const);
    const enclosed = thread.enclose(args);
    this.#say(["create", turn.order, actor.number, key, codes, enclosed, given, terms, timeout, chain]);
    this.#residents.set(actor.number, actor);
    return actor;
  }

  /** Has an actor called; what comes of that is told. */
  call(actor: Residence, caller: string, [, number, , member, args, chain, timeout]: Call): OpenTurn {
    const turn = this.#open(actor, null, caller, number, timeout);
    const enclosed = args === null ? null : this.#thread.enclose(args);
    // Who reads of a machine looks at it, and does not call it.
    turn.look = args === null && actor.form === "machine";
    const traced = !turn.look && this.#options.tracing.recorder !== null;
    if (turn.look) actor.looks++;
    else actor.calls++;
    if (traced) turn.traced = member;
    this.#say(["call", turn.order, actor.number, member, enclosed, timeout > 0, traced, chain]);
    if (timeout > 0) turn.timer = this.#options.after(Math.min(timeout, ORDERS), () => this.#expire(turn));
    return turn;
  }

  /** Nobody waits for a turn any more: it need not begin, and its end is still told. */
  withdraw(turn: OpenTurn): void {
    if (turn.withdrawn) return;
    turn.withdrawn = true;
    this.#press(["withdraw", turn.order]);
  }

  /** What was inside the answer to a turn is held elsewhere. */
  took(order: number): void {
    this.#say(["took", order]);
  }

  /** Ends an actor; returns its turns that have not ended. Where it keeps the thread from that, it ends the thread. */
  dismiss(actor: Residence): OpenTurn[] {
    this.#residents.delete(actor.number);
    this.#press(["dismiss", actor.number]);
    if (actor.open === 0) return [];
    const turns = [...this.#turns.values()].filter((turn) => turn.actor === actor);
    for (const turn of turns) this.#close(turn);
    this.#probe(actor.key, (present) => this.#isIn(turns, present));
    return turns;
  }

  /** Ends the thread, whatever it does, for that reason. */
  async end(reason: Payload): Promise<void> {
    this.#reason ??= reason;
    await this.#thread.end();
  }

  #open(
    actor: Residence,
    assignment: Assignment | null,
    caller: string,
    number: number,
    timeout: number,
  ): OpenTurn {
    do this.#lastOrder = (this.#lastOrder % ORDERS) + 1;
    while (this.#turns.has(this.#lastOrder));
    const turn = new OpenTurn(this.#lastOrder, actor, assignment, caller, number, timeout);
    this.#turns.set(turn.order, turn);
    actor.open++;
    return turn;
  }

  #close(turn: OpenTurn): void {
    this.#turns.delete(turn.order);
    turn.actor.open--;
    if (turn.look) turn.actor.looks--;
    turn.timer?.();
  }

  #hear(word: FromActors, attached: Payload | undefined): void {
    this.#started = true;
    if (word[0] === "snapshot" || word[0] === "emitted") return this.#relay(word, attached);
    const [kind, order] = word;
    if (order === ENDING) {
      this.#reason = (attached ?? (kind === "failed" ? word[2] : null) ?? NO_BYTES).slice();
      return;
    }
    const turn = this.#turns.get(order);
    if (turn === undefined) {
      if (kind === "done" && word[5].length > 0) this.took(order);
      return;
    }
    if (kind === "begun") return this.#begin(turn);
    this.#close(turn);
    if (turn.withdrawn) this.took(order);
    if (kind === "dropped") return;
    const references = kind === "done" && !turn.withdrawn ? word[5] : [];
    const payload = attached ?? word[2] ?? NO_BYTES;
    if (turn.traced !== null) this.#trace(turn.actor.key, turn.traced, word, payload.length);
    this.#listener.ended(turn, kind === "done", payload, references);
  }

  #trace(key: string, member: string, [outcome, , , ms, ended]: Ending, bytes: number): void {
    this.#options.tracing.recorder?.add("call", this.#options.name, member, key, ended, ms, outcome, bytes);
  }

  #exited(failure: Error | null): void {
    const turns = [...this.#turns.values()];
    for (const turn of turns) this.#close(turn);
    const present = turns.find(({ order }) => order === this.#signals.present);
    const death = this.#reason ?? died(endedActors(present?.actor.key, this.#started, failure));
    this.#listener.exited(this, death, turns, this.#reason !== null);
  }

  /** A machine has said something. */
  #relay(word: Told, attached: Payload | undefined): void {
    const actor = this.#residents.get(word[1]);
    const payload = (attached ?? word[2] ?? NO_BYTES).slice();
    if (actor === undefined) return;
    if (word[0] === "emitted") this.#listener.emitted(actor, payload);
    else {
      const [, , , last, refers] = word;
      this.#listener.snapshot(actor, payload, last, refers);
    }
  }

  #begin(turn: OpenTurn): void {
    turn.begun = true;
    if (turn.assignment === null || turn.timeout === 0) return;
    turn.timer = this.#options.after(Math.min(turn.timeout, ORDERS), () => this.#listener.expired(turn));
  }

  /** The caller has given up by now; a turn that does not let others have theirs is ended. */
  #expire(turn: OpenTurn): void {
    this.withdraw(turn);
    this.#probe(turn.actor.key, (present) => this.#turns.has(turn.order) && this.#isIn([turn], present));
  }

  /** Whether the thread is stuck in one of these turns; between turns it is in what follows one that has begun. */
  #isIn(turns: readonly OpenTurn[], present: number): boolean {
    if (present === 0) return this.#started && turns.some(({ begun, timeout }) => begun || timeout === 0);
    return turns.some(({ order }) => order === present);
  }

  /** Ends the thread where it does not answer in time, and its present turn is the fault of `key`. */
  #probe(key: string, isCulprit: (present: number) => boolean): void {
    const ping = ++this.#lastPing;
    this.#press(["ping", ping]);
    this.#options.after(STUCK_MS, () => {
      if (this.#signals.answered(ping) || !isCulprit(this.#signals.present)) return;
      const text = `${key} did not return, and all actors of its thread ended with it. Let methods that take long await something now and then, or give such an actor { isolate: true }.`;
      void this.end(died(text));
    });
  }

  /** Says what is to be heard before the next turn begins. */
  #press(word: ToActors): void {
    this.#pressing = true;
    this.#say(word);
  }

  #say(word: ToActors): void {
    this.#thread.say(word);
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#thread.flush();
      if (this.#pressing) this.#signals.press();
      this.#pressing = false;
    });
  }
}
