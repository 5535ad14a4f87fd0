import { encodeError } from "../codec/failure.ts";
import { encodeValue } from "../codec/value.ts";
import type { ActorTerms, Payload } from "../protocol/messages.ts";
import type { ActorFigures } from "../protocol/trace.ts";
import { ActorLane } from "./actor-lane.ts";
import type { ActorLaneOptions, ActorsOptions } from "./actors-options.ts";
import { Correspondence } from "./correspondence.ts";
import { Deaths } from "./deaths.ts";
import type { ActorHost, Assignment, Call } from "./executor.ts";
import { figuresOf } from "./figures.ts";
import type { OpenTurn } from "./open-turn.ts";
import { type ActorLaneListener, deathOf, died, type Residence } from "./residence.ts";
import { timedOut } from "./run-errors.ts";
import { Watches } from "./watches.ts";

/** What a machine gives for an event. */
const NOTHING = encodeValue(undefined);

/** The actors of a worker, on threads that start with the first of them. A thread that ends takes its actors along. */
export class Actors implements ActorHost {
  readonly #options: ActorsOptions;
  readonly #residences = new Map<string, Residence>();
  readonly #watches: Watches;
  readonly #deaths = new Deaths();
  readonly #callers = new Map<string, Correspondence>();
  /** Code among the arguments of calls. */
  readonly #codes = new Map<string, Payload>();
  /** Threads that actors share. */
  readonly #lanes = new Set<ActorLane>();
  /** Threads of one actor each. */
  readonly #cells = new Set<ActorLane>();
  #lastLane = 0;
  #closed = false;

  constructor(options: ActorsOptions) {
    this.#options = options;
    this.#watches = new Watches(options.listener);
  }

  /** How many actors there are, calls that are not answered, and answers that nobody has taken. */
  get sizes(): { readonly actors: number; readonly calls: number; readonly untaken: number } {
    const open = [...this.#callers.values()];
    return {
      actors: this.#residences.size,
      calls: open.reduce((sum, { calls }) => sum + calls.size, 0),
      untaken: open.reduce((sum, { untaken }) => sum + untaken.size, 0),
    };
  }

  figures(): Iterable<ActorFigures> {
    return figuresOf(this.#residences.values());
  }

  learn(hash: string, code: Payload): void {
    this.#codes.set(hash, code);
    for (const lane of [...this.#lanes, ...this.#cells]) lane.teach(hash);
  }

  create(assignment: Assignment, terms: ActorTerms): void {
    const { key } = assignment;
    const known = this.#residences.get(key);
    if (known !== undefined) this.dismiss(key);
    this.#deaths.delete(key);
    const lane = terms[3] ? this.#start(this.#cells) : this.#emptiest();
    this.#residences.set(key, lane.create(assignment, terms));
  }

  call(caller: string, call: Call): void {
    const [, number, key] = call;
    const actor = this.#residences.get(key);
    if (actor === undefined) {
      const { listener } = this.#options;
      if (this.#watches.ended(key)) return listener.gave(caller, number, NOTHING, []);
      return listener.threw(caller, number, this.#deaths.of(key));
    }
    this.#with(caller).calls.set(number, actor.lane.call(actor, caller, call));
  }

  watch(caller: string, number: number, key: string): void {
    if (!this.#watches.watch(caller, number, key))
      this.#options.listener.threw(caller, number, this.#deaths.of(key));
  }

  withdraw(caller: string, number: number): void {
    this.#watches.withdraw(caller, number);
    const calls = this.#callers.get(caller)?.calls;
    const turn = calls?.get(number);
    calls?.delete(number);
    turn?.actor.lane.withdraw(turn);
  }

  took(caller: string, number: number): void {
    const untaken = this.#callers.get(caller)?.untaken;
    const turn = untaken?.get(number);
    untaken?.delete(number);
    turn?.actor.lane.took(turn.order);
  }

  forsake(caller: string): void {
    this.#watches.forsake(caller);
    const open = this.#callers.get(caller);
    this.#callers.delete(caller);
    for (const turn of open?.calls.values() ?? []) turn.actor.lane.withdraw(turn);
    for (const turn of open?.untaken.values() ?? []) turn.actor.lane.took(turn.order);
  }

  /** Ends an actor, where there is one, because nobody holds it any more. */
  dismiss(key: string): void {
    this.#deaths.delete(key);
    this.#end(key, () => died(`${key} was ended before it had answered: nobody held it any more.`));
  }

  /** Ends an actor as somebody wished; it is told as dead, also where it was not there any more. */
  kill(key: string): void {
    const death = died(`${key} was killed. Make another.`, key);
    this.#end(key, () => death);
    this.#deaths.add(key, death);
    this.#options.listener.died(key, death);
  }

  /** Ends the threads; what is not answered fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const reason = died("The worker that hosted the actor has left. Make another.");
    await Promise.all([...this.#lanes, ...this.#cells].map((lane) => lane.end(reason)));
  }

  #end(key: string, death: () => Payload, innocent = true): void {
    this.#watches.end(key, death);
    const actor = this.#residences.get(key);
    if (actor === undefined) return;
    const turns = this.#remove(actor);
    if (turns.length > 0) this.#fail(turns, death(), innocent);
  }

  /** Takes an actor off its thread; returns its turns that have not ended. */
  #remove(actor: Residence): OpenTurn[] {
    const { key, lane } = actor;
    this.#residences.delete(key);
    const turns = lane.dismiss(actor);
    if (this.#cells.has(lane)) void lane.end(died(`${key} was ended.`));
    return turns;
  }

  /** A machine that has come to its end is there in its last snapshot alone: what is sent to it goes nowhere. */
  #retire(actor: Residence): void {
    if (!actor.over || !actor.made || this.#residences.get(actor.key) !== actor) return;
    for (const { caller, number, withdrawn } of this.#remove(actor)) {
      this.#callers.get(caller)?.calls.delete(number);
      if (!withdrawn) this.#options.listener.gave(caller, number, NOTHING, []);
    }
  }

  /** The shared thread with the fewest actors; a new one where each has some and there may be more. */
  #emptiest(): ActorLane {
    let best: ActorLane | undefined;
    for (const lane of this.#lanes) if (best === undefined || lane.residents < best.residents) best = lane;
    if (best === undefined || (best.residents > 0 && this.#lanes.size < this.#options.threads))
      return this.#start(this.#lanes);
    return best;
  }

  #start(among: Set<ActorLane>): ActorLane {
    // Threads of tasks are numbered; the clients of these have addresses apart from theirs.
    const code = (hash: string) => this.#codes.get(hash) ?? this.#options.code(hash);
    const number = --this.#lastLane;
    const { after, start, tracing } = this.#options;
    const begin: ActorLaneOptions["start"] = (listener, signals) => start(number, listener, signals);
    const lane = new ActorLane({ name: `a${-number}`, tracing, code, after, start: begin }, this.#listener);
    among.add(lane);
    for (const hash of this.#codes.keys()) lane.teach(hash);
    return lane;
  }

  readonly #listener: ActorLaneListener = {
    ended: (turn, ok, payload, references) => {
      const { assignment, actor, caller, number } = turn;
      if (assignment !== null) return this.#made(assignment, actor, ok, payload);
      const open = this.#callers.get(caller);
      open?.calls.delete(number);
      if (turn.withdrawn || open === undefined) return;
      if (!ok) return this.#options.listener.threw(caller, number, payload);
      if (references.length > 0) open.untaken.set(number, turn);
      this.#options.listener.gave(caller, number, payload, references);
    },
    snapshot: (actor, snapshot, last, refers) => {
      this.#watches.snapshot(actor.key, snapshot, last);
      actor.over = last && !refers;
      this.#retire(actor);
    },
    emitted: ({ key }, event) => this.#watches.emitted(key, event),
    expired: (turn) => {
      const { key } = turn.actor;
      const error = encodeError(timedOut(key, turn.timeout));
      this.#end(key, () => error, false);
    },
    exited: (lane, death, turns, told) => {
      this.#lanes.delete(lane);
      this.#cells.delete(lane);
      for (const [key, actor] of this.#residences) {
        if (actor.lane !== lane) continue;
        this.#residences.delete(key);
        this.#watches.end(key, () => death);
        if (!actor.made) continue;
        this.#deaths.add(key, death);
        if (!this.#closed) this.#options.listener.died(key, deathOf(key, death));
      }
      this.#fail(turns, death, told);
      if (!this.#closed) this.#options.listener.left(lane.client);
    },
  };

  #made({ key, run }: Assignment, actor: Residence, ok: boolean, payload: Payload): void {
    const { listener } = this.#options;
    if (ok) {
      listener.done(key, run, payload.slice(), 0, []);
      actor.made = true;
      return this.#retire(actor);
    }
    if (this.#residences.get(key) === actor) this.#end(key, () => payload);
    listener.failed(key, run, payload.slice());
  }

  /** Turns that no thread ends any more; where others are at fault, what was being made is to be made elsewhere. */
  #fail(turns: readonly OpenTurn[], death: Payload, innocent: boolean): void {
    const { listener } = this.#options;
    for (const { assignment, caller, number, withdrawn } of turns) {
      if (assignment === null) {
        this.#callers.get(caller)?.calls.delete(number);
        if (!withdrawn) listener.threw(caller, number, death);
      } else if (!this.#closed) {
        if (innocent) listener.returned(assignment.key, assignment.run);
        else listener.failed(assignment.key, assignment.run, deathOf(assignment.key, death));
      }
    }
  }

  #with(caller: string): Correspondence {
    let open = this.#callers.get(caller);
    if (open === undefined) {
      open = new Correspondence();
      this.#callers.set(caller, open);
    }
    return open;
  }
}
