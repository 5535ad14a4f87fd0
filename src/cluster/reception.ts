import type { Bus } from "../bus/bus.ts";
import type { ActorHost } from "../executor/executor.ts";
import { type CallerToHost, checkToHost, type HostToCaller } from "../protocol/calls.ts";
import { hostAddress } from "../protocol/subjects.ts";
import type { Clock } from "../runtime/clock.ts";
import { Exchange } from "../runtime/exchange.ts";

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
  readonly #post: Exchange<CallerToHost, HostToCaller>;

  constructor({ bus, clock, cluster, address, actors, log }: ReceptionOptions) {
    this.#actors = actors;
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

  say(caller: string, message: HostToCaller): void {
    this.#post.send(caller, message);
  }

  close(): void {
    this.#post.close();
  }

  #hear(from: string, message: CallerToHost): void {
    switch (message[0]) {
      case "call":
        return this.#actors().call(from, message);
      case "withdraw":
        return this.#actors().withdraw(from, message[1]);
      case "took":
        return this.#actors().took(from, message[1]);
      case "code":
        return this.#actors().learn(message[1], message[2].slice());
      case "bye":
        return this.#part(from);
    }
  }

  /** Nothing more is said to a caller that is gone, cannot be understood, or is not heard. */
  #part(from: string): void {
    this.#post.part(from);
    this.#actors().forsake(from);
  }
}
