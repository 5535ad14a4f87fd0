import { expect } from "chai";
import type { Item, PrimitiveKind, Reply, UseRequest } from "../../src/protocol/coordination.ts";
import type { Sequential } from "../linearizability/sequential.ts";
import { Line, type Manners, type Use } from "./line.ts";
import { Stage } from "./stage.ts";

/** A kind of primitive: how it is meant, and how its model's words become the protocol's. */
export interface Cast<Request, ModelReply> {
  readonly kind: PrimitiveKind;
  readonly setting: number | null;
  readonly manners: Manners<Request, ModelReply>;
  object(): Sequential<Request, ModelReply>;
  request(request: Request, tokens: ReadonlyMap<number, number>): UseRequest;
  /** What empties it, where that takes more than that everybody goes. */
  readonly drain: Request | null;
  /** The name of the state in which the machine is to be. */
  state(size: number, waiting: readonly Request[]): string;
}

/** Plays the same to a primitive's machine and to its model, and compares what they answer. */
export class Play<Request extends readonly [string, ...unknown[]], ModelReply> {
  readonly #cast: Cast<Request, ModelReply>;
  readonly #stage: Stage;
  readonly #object: Sequential<Request, ModelReply>;
  readonly #line: Line<Request, ModelReply>;
  /** Uses so far, answered or not. */
  readonly uses: Use<Request>[] = [];
  /** Grants so far, by the model's token. */
  readonly grants: (readonly [client: string, token: number])[] = [];
  /** Real tokens by the model's. */
  readonly #tokens = new Map<number, number>();
  /** What was given with references inside, and not yet taken: an entry for each delivery. */
  readonly deliveries: (readonly [client: string, number: number])[] = [];
  #token = 0;

  constructor(cast: Cast<Request, ModelReply>) {
    this.#cast = cast;
    this.#stage = new Stage(cast.kind);
    this.#object = cast.object();
    this.#line = new Line(this.#object, cast.manners);
  }

  get timers(): readonly (readonly [client: string, number: number])[] {
    return this.#stage.timers;
  }

  use(client: string, request: Request, timeout: number | null): void {
    const number = this.uses.length + 1;
    const use = { client, number, request };
    this.uses.push(use);
    const { kind, setting } = this.#cast;
    const said = this.#cast.request(request, this.#tokens);
    const expected = this.#line.use(use, timeout);
    const event = { type: "use", from: client, number, setting, request: said, timeout } as const;
    this.#compare(kind, expected, this.#stage.tell(event));
  }

  expire(client: string, number: number): void {
    const expected = this.#line.expire(client, number);
    this.#compare("expired", expected, this.#stage.tell({ type: "expired", from: client, number }));
  }

  lapse(client: string): void {
    const expected = this.#line.lapse(client);
    this.#compare("lapsed", expected, this.#stage.tell({ type: "lapsed", from: client }));
  }

  leave(client: string): void {
    const expected = this.#line.leave(client);
    this.#forget(([to]) => to !== client);
    this.#compare("gone", expected, this.#stage.tell({ type: "gone", from: client }));
  }

  take([client, number]: readonly [string, number]): void {
    const at = this.deliveries.findIndex(([to, of]) => to === client && of === number);
    this.deliveries.splice(at, 1);
    this.#compare("took", [], this.#stage.tell({ type: "took", from: client, number }));
  }

  /** Another goes on from what it writes down. */
  replace(): void {
    this.#stage.replace();
  }

  /** All clients are gone, and somebody empties it: then it is as new, and nothing is pinned. */
  end(clients: readonly string[]): void {
    for (const client of clients) this.leave(client);
    if (this.#cast.drain !== null) this.use("last", this.#cast.drain, null);
    this.leave("last");
    expect(this.#stage.blank, "blank").to.equal(true);
    expect([...this.#stage.pins.keys()], "pins").to.deep.equal([]);
  }

  #forget(stays: (delivery: readonly [string, number]) => boolean): void {
    const left = this.deliveries.filter(stays);
    this.deliveries.splice(0, this.deliveries.length, ...left);
  }

  #compare(
    what: string,
    expected: readonly (readonly [string, number, ModelReply | readonly ["lapsed"]])[],
    actual: readonly (readonly [string, number, Reply])[],
  ): void {
    const inWords = expected.map(([client, number, reply]) => `${client} ${number} ${JSON.stringify(reply)}`);
    const heard = actual.map(([client, number, reply]) => {
      const words = this.#words(client, number, reply, expected);
      return `${client} ${number} ${JSON.stringify(words)}`;
    });
    expect(heard.sort(), what).to.deep.equal(inWords.sort());
    const [, , state, waiting] = this.#stage.view;
    expect(waiting, "waiting").to.equal(this.#line.waiting.length);
    const waiters = this.#line.waiting.map(({ request }) => request);
    expect(state, "state").to.equal(this.#cast.state(this.#object.size, waiters));
    this.#checkPins();
  }

  /** A real reply in the words of the model; tokens of the two are matched where they are granted. */
  #words(
    client: string,
    number: number,
    reply: Reply,
    expected: readonly (readonly [string, number, unknown])[],
  ): unknown {
    if (reply[0] === "declined") return ["notHeld"];
    if (reply[0] === "value") return ["value", this.#deliver(client, number, [reply[1]])[0]];
    if (reply[0] === "items") return ["items", this.#deliver(client, number, reply[1])];
    if (reply[0] !== "granted") return reply;
    expect(reply[1], "token").to.be.above(this.#token);
    this.#token = reply[1];
    const match = expected.find(([to, of]) => to === client && of === number);
    const token = (match?.[2] as readonly [string, number] | undefined)?.[1] ?? 0;
    this.#tokens.set(token, reply[1]);
    this.grants.push([client, token]);
    return ["granted", token];
  }

  #deliver(client: string, number: number, items: readonly Item[]): string[] {
    if (items.some(([, references]) => references.length > 0)) this.deliveries.push([client, number]);
    return items.map(([bytes]) => Buffer.from(bytes).toString());
  }

  /** What waits to be put is pinned, with what it holds. */
  #checkPins(): void {
    const pinned = new Set([...this.#stage.pins.values()].flat());
    for (const { request } of this.#line.waiting) {
      if (request[0] !== "put") continue;
      for (const key of referencesOf(String(request[1])))
        expect(pinned.has(key), `pin of ${key}`).to.equal(true);
    }
    if (this.deliveries.length > 0) expect(pinned.size).to.be.above(0);
  }
}

/** Every third item has a future inside. */
const referencesOf = (name: string): readonly string[] =>
  Number(name.slice(1)) % 3 === 0 ? [`key-${name}`] : [];

export const itemOf = (name: string): Item => [Buffer.from(name), referencesOf(name)];
