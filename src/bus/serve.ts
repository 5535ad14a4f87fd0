import type { MessagePort } from "node:worker_threads";
import { ConnectionError, ProtocolError, TroupeError } from "../protocol/errors.ts";
import type { Bus, Subscription } from "./bus.ts";
import { Line, type ToProcess, type ToThread } from "./line.ts";

/** Requests from outside that a thread may leave unanswered; beyond it the oldest can no longer be. */
const UNANSWERED = 65_536;
const NO_BYTES = new Uint8Array();

/** Lets a thread use this bus, through `connectPort` at the other end of the port, until either is closed. */
export function serveBus(port: MessagePort, bus: Bus): void {
  const guest = new Guest(port, bus);
  port.on("message", (words: readonly ToProcess[]) => {
    for (const word of words) guest.hear(word);
  });
  port.once("close", () => guest.leave());
}

class Guest {
  readonly #port: MessagePort;
  readonly #bus: Bus;
  readonly #line: Line<ToThread>;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #unanswered = new Map<number, (reply: Uint8Array) => void>();
  readonly #stopListening: () => void;
  #lastToken = 0;

  constructor(port: MessagePort, bus: Bus) {
    this.#port = port;
    this.#bus = bus;
    this.#line = new Line(port);
    this.#line.say(["status", bus.status, bus.maxPayload]);
    this.#stopListening = bus.onStatus((status) => this.#line.say(["status", status, bus.maxPayload]));
  }

  /** A thread hears a moment late that the bus is closed; what it says until then goes nowhere. */
  hear(word: ToProcess): void {
    if (this.#bus.status === "closed") return;
    try {
      this.#obey(word);
    } catch (error) {
      // A server that came in the meantime takes less than the thread knows: what is too large for it is lost.
      if (!(error instanceof ProtocolError)) throw error;
    }
  }

  leave(): void {
    this.#stopListening();
    for (const subscription of this.#subscriptions.values()) subscription.unsubscribe();
    this.#subscriptions.clear();
    this.#unanswered.clear();
  }

  #obey(word: ToProcess): void {
    switch (word[0]) {
      case "publish":
        this.#bus.publish(word[1], word[2]);
        break;
      case "subscribe":
        this.#subscribe(word[1], word[2]);
        break;
      case "unsubscribe":
        this.#subscriptions.get(word[1])?.unsubscribe();
        this.#subscriptions.delete(word[1]);
        break;
      case "request":
        this.#answer(word[1], this.#bus.request(word[2], word[3], word[4]));
        break;
      case "respond":
        this.#unanswered.get(word[1])?.(word[2]);
        this.#unanswered.delete(word[1]);
        break;
      case "flush":
        this.#answer(
          word[1],
          this.#bus.flush().then(() => NO_BYTES),
        );
        break;
      case "close":
        this.#port.close();
        break;
    }
  }

  #subscribe(id: number, pattern: string): void {
    const subscription = this.#bus.subscribe(pattern, (bytes, subject, respond) => {
      const token = respond === undefined ? 0 : this.#keep(respond);
      this.#line.say(["message", id, subject, this.#line.pack(bytes), token]);
    });
    this.#subscriptions.set(id, subscription);
  }

  #keep(respond: (reply: Uint8Array) => void): number {
    this.#lastToken += 1;
    this.#unanswered.set(this.#lastToken, respond);
    this.#unanswered.delete(this.#lastToken - UNANSWERED);
    return this.#lastToken;
  }

  #answer(id: number, reply: Promise<Uint8Array>): void {
    reply.then(
      (bytes) => this.#line.say(["reply", id, this.#line.pack(bytes)]),
      (error: unknown) => {
        const { code, message } = error instanceof TroupeError ? error : new ConnectionError(String(error));
        this.#line.say(["failure", id, code, message]);
      },
    );
  }
}
