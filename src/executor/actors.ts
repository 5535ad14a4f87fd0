import type { Bus } from "../bus/bus.ts";
import { encodeError } from "../codec/failure.ts";
import { decodeValue } from "../codec/value.ts";
import { ActorDiedError } from "../protocol/errors.ts";
import type { ActorTerms, Payload } from "../protocol/messages.ts";
import { ActorLane, type ActorLaneListener, died, type Residence } from "./actor-lane.ts";
import type { WorkerIdentity } from "./context.ts";
import type { ActorHost, Assignment, Call, ExecutorListener } from "./executor.ts";
import { errorOf } from "./given.ts";
import type { OpenTurn } from "./open-turn.ts";
import { timedOut } from "./run-errors.ts";
import { ACTOR_ENTRY } from "./start.ts";

/** What the actors of a worker need. */
export interface ActorsOptions {
  readonly listener: ExecutorListener;
  readonly worker: WorkerIdentity;
  readonly cluster: string;
  /** Threads that actors share, at most. */
  readonly threads: number;
  /** What the clients of the threads speak over. */
  readonly bus: Bus;
  readonly modules: string;
  readonly memoryLimitMb: number;
  /** The code that goes by a hash. */
  code(hash: string): Payload | undefined;
}

/** Actors that have died whose reason is remembered. */
const REMEMBERED = 1000;

/** What is open with one caller: its calls, and what it was given and has not taken yet, by its numbers. */
interface Correspondence {
  readonly calls: Map<number, OpenTurn>;
  readonly untaken: Map<number, OpenTurn>;
}

/** The actors of a worker, on threads that start with the first of them. A thread that ends takes its actors along. */
export class Actors implements ActorHost {
  readonly #options: ActorsOptions;
  readonly #residences = new Map<string, Residence>();
  /** Why actors died that somebody may still call. */
  readonly #deaths = new Map<string, Payload>();
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
    if (actor === undefined) return this.#options.listener.threw(caller, number, this.#deathOf(key));
    this.#with(caller).calls.set(number, actor.lane.call(actor, caller, call));
  }

  withdraw(caller: string, number: number): void {
    const turn = this.#callers.get(caller)?.calls.get(number);
    turn?.actor.lane.withdraw(turn);
  }

  took(caller: string, number: number): void {
    const untaken = this.#callers.get(caller)?.untaken;
    const turn = untaken?.get(number);
    untaken?.delete(number);
    turn?.actor.lane.took(turn.order);
  }

  forsake(caller: string): void {
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
    this.#remember(key, death);
    this.#options.listener.died(key, death);
  }

  /** Ends the threads; what is not answered fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const reason = died("The worker that hosted the actor has left. Make another.");
    await Promise.all([...this.#lanes, ...this.#cells].map((lane) => lane.end(reason)));
  }

  #end(key: string, death: () => Payload, innocent = true): void {
    const actor = this.#residences.get(key);
    if (actor === undefined) return;
    this.#residences.delete(key);
    const turns = actor.lane.dismiss(actor);
    if (turns.length > 0) this.#fail(turns, death(), innocent);
    if (this.#cells.has(actor.lane)) void actor.lane.end(died(`${key} was ended.`));
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
    const lane = new ActorLane(
      { ...this.#options, code, entry: ACTOR_ENTRY, number: --this.#lastLane },
      this.#listener,
    );
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
    expired: (turn) => {
      const { key } = turn.actor;
      const error = encodeError(timedOut(key, turn.timeout));
      this.#end(key, () => error, false);
    },
    exited: (lane, death, turns, told) => {
      this.#lanes.delete(lane);
      this.#cells.delete(lane);
      const making = new Set<string>();
      for (const { assignment } of turns) if (assignment !== null) making.add(assignment.key);
      for (const [key, actor] of this.#residences) {
        if (actor.lane !== lane) continue;
        this.#residences.delete(key);
        if (making.has(key)) continue;
        this.#remember(key, death);
        // What depends on it fails with the key of this actor, whoever the culprit is.
        if (!this.#closed) this.#options.listener.died(key, encodeError(errorOf(decodeValue(death), key)));
      }
      this.#fail(turns, death, told);
      if (!this.#closed) this.#options.listener.left(lane.client);
    },
  };

  #made({ key, run }: Assignment, actor: Residence, ok: boolean, payload: Payload): void {
    const { listener } = this.#options;
    if (ok) return listener.done(key, run, payload.slice(), 0, []);
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
        else listener.failed(assignment.key, assignment.run, death);
      }
    }
  }

  #with(caller: string): Correspondence {
    let open = this.#callers.get(caller);
    if (open === undefined) {
      open = { calls: new Map(), untaken: new Map() };
      this.#callers.set(caller, open);
    }
    return open;
  }

  #remember(key: string, death: Payload): void {
    this.#deaths.set(key, death);
    const [oldest] = this.#deaths.keys();
    if (this.#deaths.size > REMEMBERED && oldest !== undefined) this.#deaths.delete(oldest);
  }

  #deathOf(key: string): Payload {
    return (
      this.#deaths.get(key) ??
      encodeError(new ActorDiedError(`${key} is not here any more: it was ended. Make another.`))
    );
  }
}
