import type { Sequential } from "../linearizability/sequential.ts";

/** One use of a primitive. */
export interface Use<Request> {
  readonly client: string;
  readonly number: number;
  readonly request: Request;
}

/** What the use of a client with a number is answered. */
export type Answer<Reply> = readonly [client: string, number: number, reply: Reply | readonly ["lapsed"]];

/** How an object is waited for. */
export interface Manners<Request, Reply> {
  /** Uses of one lane are served in the order in which they came; null for what does not wait for others. */
  lane(request: Request): string | null;
  /** Whether one whose client is silent loses its place. */
  isPerishable(request: Request): boolean;
  /** What comes of a request because of those that wait, whatever the object says. */
  heed(request: Request, waiting: readonly Request[]): Reply | null;
  /** What the object is told when a client lost all that it had. */
  readonly farewell: Request | null;
  readonly expiry: Reply;
}

/** A primitive as it is meant: one object, and who waits for it in the order in which they came. */
export class Line<Request, Reply> {
  readonly #object: Sequential<Request, Reply>;
  readonly #manners: Manners<Request, Reply>;
  #waiting: Use<Request>[] = [];

  constructor(object: Sequential<Request, Reply>, manners: Manners<Request, Reply>) {
    this.#object = object;
    this.#manners = manners;
  }

  get waiting(): readonly Use<Request>[] {
    return this.#waiting;
  }

  use(use: Use<Request>, timeout: number | null): Answer<Reply>[] {
    const { client, number, request } = use;
    const { lane, heed, expiry } = this.#manners;
    const ahead = this.#waiting.map((other) => other.request);
    const heeded = heed(request, ahead);
    if (heeded !== null) return [[client, number, heeded]];
    const isFirst = lane(request) === null || ahead.every((other) => lane(other) !== lane(request));
    const reply = isFirst ? this.#object.perform(client, request) : null;
    if (reply !== null) return [[client, number, reply], ...this.#settle()];
    if (timeout === 0) return [[client, number, expiry]];
    this.#waiting.push(use);
    return [];
  }

  /** The time of a use is up, where it still waits. */
  expire(client: string, number: number): Answer<Reply>[] {
    const expired = this.#leave((use) => use.client === client && use.number === number);
    return [...expired.map((use) => this.#answer(use, this.#manners.expiry)), ...this.#settle()];
  }

  /** A client was silent for too long. */
  lapse(client: string): Answer<Reply>[] {
    const { isPerishable } = this.#manners;
    const lapsed = this.#leave((use) => use.client === client && isPerishable(use.request));
    this.#part(client);
    return [...lapsed.map((use) => this.#answer(use, ["lapsed"])), ...this.#settle()];
  }

  leave(client: string): Answer<Reply>[] {
    this.#leave((use) => use.client === client);
    this.#part(client);
    return this.#settle();
  }

  #answer({ client, number }: Use<Request>, reply: Answer<Reply>[2]): Answer<Reply> {
    return [client, number, reply];
  }

  #part(client: string): void {
    const { farewell } = this.#manners;
    if (farewell !== null) this.#object.perform(client, farewell);
  }

  #leave(isMeant: (use: Use<Request>) => boolean): Use<Request>[] {
    const left = this.#waiting.filter(isMeant);
    this.#waiting = this.#waiting.filter((use) => !isMeant(use));
    return left;
  }

  /** Serves who waits first in each lane, until nobody can be served. */
  #settle(): Answer<Reply>[] {
    const lanes = new Set<string | null>();
    for (const use of this.#waiting) {
      const lane = this.#manners.lane(use.request);
      if (lane !== null && lanes.has(lane)) continue;
      lanes.add(lane);
      const reply = this.#object.perform(use.client, use.request);
      if (reply === null) continue;
      this.#leave((other) => other === use);
      return [this.#answer(use, reply), ...this.#settle()];
    }
    return [];
  }
}
