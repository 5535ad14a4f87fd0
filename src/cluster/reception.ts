import type { Bus } from "../bus/bus.ts";
import type { ActorHost } from "../executor/executor.ts";
import { type CallerToHost, checkToHost, type HostToCaller } from "../protocol/calls.ts";
import type { Payload } from "../protocol/messages.ts";
import { hostAddress } from "../protocol/subjects.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { Exchange } from "../runtime/exchange.ts";

/** Time between two questions to a caller whether it is there, ms. */
const ASK_MS = 30_000;

/** What a reception needs of its worker. */
export interface ReceptionOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** `worker.<id>`. */
  readonly address: string;
  actors(): ActorHost;

  log(text: string): void;
}

/** Where callers reach the actors of a worker, each on a session of its own. */
export class Reception {
  readonly #actors: () => ActorHost;
  readonly #clock: Clock;
  /** What callers have made known. */
  readonly #codes = new Map<string, Payload>();
  /** How many answers callers have not taken what is inside of. */
  readonly #untaken = new Map<string, number>();
  #asking: Cancel | undefined;
  readonly #post: Exchange<CallerToHost, HostToCaller>;

  constructor({ bus, clock, cluster, address, actors, log }: ReceptionOptions) {
    this.#actors = actors;
    this.#clock = clock;
    const epoch = Math.max(1, Math.floor(clock.now()));
    this.#post = new Exchange(
      {
        bus,
        clock,
        cluster,
        address: hostAddress(address),
        check: checkToHost,
        deliver: (from, messages) => {
          for (const message of messages) this.#hear(from, message);
        },
        garbage: (from, error) => log(`${from} sent what is no message: ${error.message}`),
        unreadable: (from, error) => {
          log(`${from} is refused: ${error.message}`);
          this.#part(from);
        },
        silent: (from) => this.#part(from),
      },
      epoch,
    );
  }

  /** What an actor gave for a call; `references` are the keys of futures and actors inside. */
  gave(caller: string, number: number, value: Payload, references: readonly string[]): void {
    if (references.length > 0) this.#owe(caller);
    this.#post.send(caller, ["gave", number, value, references]);
  }

  /** The actors are others now, and know nothing. */
  renew(): void {
    for (const [hash, code] of this.#codes) this.#actors().learn(hash, code);
  }

  threw(caller: string, number: number, error: Payload): void {
    this.#post.send(caller, ["threw", number, error]);
  }

  close(): void {
    this.#asking?.();
    this.#post.close();
  }

  #hear(from: string, message: CallerToHost): void {
    switch (message[0]) {
      case "call":
        return this.#actors().call(from, message);
      case "withdraw":
        return this.#actors().withdraw(from, message[1]);
      case "took":
        this.#settle(from);
        return this.#actors().took(from, message[1]);
      case "code":
        return this.#learn(message[1], message[2].slice());
      case "bye":
        return this.#part(from);
    }
  }

  #learn(hash: string, code: Payload): void {
    this.#codes.set(hash, code);
    this.#actors().learn(hash, code);
  }

  /** Something is kept for a caller until it has taken it: it is asked now and then whether it is there. */
  #owe(caller: string): void {
    this.#untaken.set(caller, (this.#untaken.get(caller) ?? 0) + 1);
    this.#asking ??= this.#clock.after(ASK_MS, () => this.#ask());
  }

  #settle(caller: string): void {
    const left = (this.#untaken.get(caller) ?? 0) - 1;
    if (left > 0) this.#untaken.set(caller, left);
    else this.#untaken.delete(caller);
  }

  #ask(): void {
    this.#asking = undefined;
    if (this.#untaken.size === 0) return;
    for (const caller of this.#untaken.keys()) this.#post.send(caller, ["untaken"]);
    this.#asking = this.#clock.after(ASK_MS, () => this.#ask());
  }

  /** Nothing more is said to a caller that is gone, cannot be understood, or is not heard. */
  #part(from: string): void {
    this.#post.part(from);
    this.#untaken.delete(from);
    this.#actors().forsake(from);
  }
}
