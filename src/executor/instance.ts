import type { Adoptable } from "../client/session/surroundings.ts";
import type { ActorForm, ActorReference } from "../protocol/code.ts";
import type { ActorTerms } from "../protocol/messages.ts";
import { context } from "./context.ts";
import { isThenable } from "./given.ts";
import type { House } from "./house.ts";
import type { Turn } from "./turn.ts";

/** Holds that an actor has before the ended ones among them are thrown out. */
const CROWD = 16;

/** An actor on its thread: an instance of a user's class, and the turns that it takes, so many at a time. */
export class Instance {
  readonly key: string;
  readonly house: House;
  /** Name of its class, or of its machine. */
  title = "";
  /** The user's object, or what is called of a machine, once it is made. */
  self: object = {};
  readonly #terms: ActorTerms;
  readonly #timeout: number;
  #ended = false;
  #active = 0;
  #waiting: Turn[] = NONE;
  #next = 0;
  #proceeding = false;
  /** How many turns are unfinished under each id. */
  #named: Map<string, number> | null = null;
  #adopted: Adoptable[] = NONE;
  #crowd = CROWD;

  /** `timeout` is that of each of its turns, ms; 0 for none. */
  constructor(key: string, house: House, terms: ActorTerms, timeout: number) {
    this.key = key;
    this.house = house;
    this.#terms = terms;
    this.#timeout = timeout;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get form(): ActorForm {
    return this.#terms[0];
  }

  /** What stands for it. */
  get reference(): ActorReference {
    return ["actor", this.key, this.house.worker.address, this.form, this.title, this.#timeout];
  }

  /** Takes a turn at once that comes of an unfinished one here, any other after all that came before. */
  take(turn: Turn): void {
    if (turn.origin.length > 0) turn.within = this.#unfinished(turn.origin);
    if (turn.within !== null || this.#active < this.#terms[2]) return this.#begin(turn);
    if (this.#waiting === NONE) this.#waiting = [];
    this.#waiting.push(turn);
  }

  /** An id by which turns that come of this one are known. */
  name(turn: Turn): string {
    const id = `${this.house.name}-${turn.order}`;
    this.#named ??= new Map();
    this.#named.set(id, 1);
    return id;
  }

  /** Takes charge of a hold until the actor ends. */
  adopt(hold: Adoptable): void {
    if (this.#ended) return;
    if (this.#adopted === NONE) this.#adopted = [];
    if (this.#adopted.push(hold) < this.#crowd) return;
    this.#adopted = this.#adopted.filter(({ ended }) => !ended);
    this.#crowd = CROWD + 2 * this.#adopted.length;
  }

  /** The actor is no more: no turn begins, and what it held ends. */
  end(): void {
    this.#ended = true;
    this.#waiting = NONE;
    for (const hold of this.#adopted) hold.end();
    this.#adopted = NONE;
  }

  #unfinished(origin: readonly string[]): string | null {
    if (this.#named === null) return null;
    return origin.find((id) => this.#named?.has(id)) ?? null;
  }

  #begin(turn: Turn): void {
    const { house } = this;
    if (house.signals.pressed) house.hear();
    if (this.#ended) return;
    if (house.isWithdrawn(turn.order)) return house.say(["dropped", turn.order]);
    if (turn.within === null) this.#active++;
    else this.#named?.set(turn.within, (this.#named.get(turn.within) ?? 0) + 1);
    house.signals.enter(turn.order);
    if (turn.traced) turn.began = performance.now();
    try {
      const value = context.run(turn, act, turn);
      if (isThenable(value)) this.#await(turn, value);
      else this.#finish(turn, value);
    } catch (thrown) {
      this.#fail(turn, thrown);
    }
    house.signals.enter(0);
  }

  #await(turn: Turn, value: PromiseLike<unknown>): void {
    turn.awaited();
    Promise.resolve(value).then(
      (settled) => this.#finish(turn, settled),
      (thrown: unknown) => this.#fail(turn, thrown),
    );
  }

  #finish(turn: Turn, value: unknown): void {
    turn.give(value);
    this.#leave(turn);
  }

  #fail(turn: Turn, thrown: unknown): void {
    turn.fail(thrown);
    this.#leave(turn);
  }

  #leave(turn: Turn): void {
    turn.over = true;
    const name = turn.within ?? turn.id;
    if (name !== null && this.#goesOn(name)) return;
    this.#active--;
    if (!this.#proceeding && this.#next < this.#waiting.length) this.#proceed();
  }

  #proceed(): void {
    this.#proceeding = true;
    while (this.#active < this.#terms[2] && this.#next < this.#waiting.length)
      this.#begin(this.#waiting[this.#next++] as Turn);
    if (this.#next === this.#waiting.length) {
      this.#waiting = NONE;
      this.#next = 0;
    }
    this.#proceeding = false;
  }

  /** A turn under this id has ended: whether others have not, and keep its place. */
  #goesOn(id: string): boolean {
    const count = (this.#named?.get(id) ?? 0) - 1;
    if (count > 0) this.#named?.set(id, count);
    else this.#named?.delete(id);
    return count > 0;
  }
}

const NONE: never[] = [];

const act = (turn: Turn): unknown => turn.act();
