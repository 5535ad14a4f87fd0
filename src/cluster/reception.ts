import type { Bus } from "../bus/bus.ts";
import { encodeError, toError } from "../codec/failure.ts";
import { authentic } from "../executor/authentic.ts";
import type { ActorHost, Sampler } from "../executor/executor.ts";
import { type CallerToHost, checkToHost, type HostToCaller } from "../protocol/calls.ts";
import type { Payload } from "../protocol/messages.ts";
import { hostAddress } from "../protocol/subjects.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { Exchange } from "../runtime/exchange.ts";
import type { Logger } from "../runtime/logger.ts";
import { garbage } from "./strangers.ts";

/** Time between two questions to a caller whether it is there, ms. */
const ASK_MS = 30_000;

const NO_BYTES = new Uint8Array();

/** What a reception needs of its worker. */
export interface ReceptionOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** `worker.<id>`. */
  readonly address: string;
  actors(): ActorHost;
  readonly sampler: Sampler;
  readonly log: Logger;
}

/** Where callers reach the actors of a worker, each on a session of its own. */
export class Reception {
  readonly #actors: () => ActorHost;
  readonly #sampler: Sampler;
  readonly #clock: Clock;
  /** What callers have made known. */
  readonly #codes = new Map<string, Payload>();
  #asking: Cancel;
  readonly #post: Exchange<CallerToHost, HostToCaller>;

  constructor({ bus, clock, cluster, address, actors, sampler, log }: ReceptionOptions) {
    this.#actors = actors;
    this.#sampler = sampler;
    this.#clock = clock;
    this.#asking = clock.after(ASK_MS, () => this.#ask());
    const epoch = Math.max(1, Math.floor(clock.now()));
    this.#post = new Exchange(
      {
        bus,
        clock,
        cluster,
        address: hostAddress(address),
        check: (decoded) => authentic(checkToHost(decoded)),
        deliver: (from, messages) => {
          for (const message of messages) this.#hear(from, message);
        },
        garbage: (from, error) => log(garbage(from, error)),
        unreadable: (from) => this.#part(from),
        silent: (from) => this.#part(from),
        replaced: (from) => this.#actors().forsake(from),
      },
      epoch,
    );
  }

  /** What an actor gave for a call; `references` are the keys of futures and actors inside. */
  gave(caller: string, number: number, value: Payload, references: readonly string[]): void {
    this.#post.send(caller, ["gave", number, value, references]);
  }

  /** The actors are others now, and know nothing. */
  renew(): void {
    for (const [hash, code] of this.#codes) this.#actors().learn(hash, code);
  }

  threw(caller: string, number: number, error: Payload): void {
    this.#post.send(caller, ["threw", number, error]);
  }

  /** A machine that a caller watches has another snapshot. */
  snapshot(caller: string, number: number, snapshot: Payload): void {
    this.#post.send(caller, ["snapshot", number, snapshot]);
  }

  /** A machine that a caller watches has emitted an event. */
  emitted(caller: string, number: number, event: Payload): void {
    this.#post.send(caller, ["emitted", number, event]);
  }

  close(): void {
    this.#asking();
    this.#post.close();
  }

  #hear(from: string, message: CallerToHost): void {
    switch (message[0]) {
      case "call":
        return this.#actors().call(from, message);
      case "watch":
        return this.#actors().watch(from, message[1], message[2]);
      case "sample":
        return this.#answer(from, message[1], this.#begin(from, message[1], message[2]));
      case "collect":
        return this.#answer(from, message[1], this.#sampler.collect(from, message[2]));
      case "withdraw":
        return this.#actors().withdraw(from, message[1]);
      case "took":
        return this.#actors().took(from, message[1]);
      case "code":
        return this.#learn(message[1], message[2].slice());
      case "bye":
        return this.#part(from);
    }
  }

  /** Tells a caller what came of what it asked the worker itself. */
  #answer(caller: string, number: number, answer: Promise<Payload>): void {
    answer.then(
      (value) => this.gave(caller, number, value, []),
      (error: unknown) => this.threw(caller, number, encodeError(toError(error))),
    );
  }

  async #begin(caller: string, number: number, interval: number): Promise<Payload> {
    await this.#sampler.begin(caller, number, interval);
    return NO_BYTES;
  }

  #learn(hash: string, code: Payload): void {
    this.#codes.set(hash, code);
    this.#actors().learn(hash, code);
  }

  /** What is kept for a caller, be it a session, is kept until it is gone: it is asked now and then whether it is there. */
  #ask(): void {
    for (const caller of this.#post.partners) this.#post.send(caller, ["untaken"]);
    this.#asking = this.#clock.after(ASK_MS, () => this.#ask());
  }

  /** Nothing more is said to a caller that is gone, cannot be understood, or is not heard. */
  #part(from: string): void {
    this.#post.part(from);
    this.#actors().forsake(from);
    this.#sampler.forsake(from);
  }
}
