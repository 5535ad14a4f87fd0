import type { MessagePort } from "node:worker_threads";
import {
  ClosedError,
  ConnectionError,
  ProtocolError,
  TimeoutError,
  type TroupeError,
} from "../protocol/errors.ts";
import type { Bus, BusStatus, Receiver, Subscription } from "./bus.ts";
import { deliver } from "./deliver.ts";
import { closed, cutOff } from "./failures.ts";
import { Line, type ToProcess, type ToThread } from "./line.ts";
import { PendingRequests } from "./pending.ts";
import { BusState } from "./state.ts";
import { checkPattern } from "./subject.ts";

/**
 * A bus for a thread, over a port that `serveBus` serves at its other end. Resolves when that end answers;
 * rejects with a `ConnectionError` when the port closes instead.
 */
export async function connectPort(port: MessagePort): Promise<Bus> {
  const bus = new PortBus(port);
  await bus.opened;
  return bus;
}

class PortBus implements Bus {
  /** Settled by the first word from the other end, or by the end of the port. */
  readonly opened: Promise<void>;
  readonly #port: MessagePort;
  readonly #line: Line<ToProcess>;
  readonly #state = new BusState("disconnected");
  readonly #pending = new PendingRequests();
  readonly #receivers = new Map<number, Receiver>();
  readonly #ended: Promise<void>;
  #maxPayload = 0;
  #lastId = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    this.#line = new Line(port);
    this.opened = new Promise((resolve, reject) => {
      port.on("message", (words: readonly ToThread[]) => {
        for (const word of words) this.#hear(word);
        resolve();
      });
      port.once("close", () => reject(new ConnectionError("The port closed before a bus answered over it.")));
    });
    this.#ended = new Promise((resolve) => {
      port.once("close", () => {
        this.#end(cutOff);
        resolve();
      });
    });
  }

  get maxPayload(): number {
    return this.#maxPayload;
  }

  get status(): BusStatus {
    return this.#state.status;
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#state.checkMessage(subject, bytes, this.#maxPayload);
    this.#line.say(["publish", subject, this.#line.pack(bytes)]);
  }

  subscribe(subject: string, receiver: Receiver): Subscription {
    this.#state.checkOpen();
    checkPattern(subject);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#receivers.set(id, receiver);
    this.#line.say(["subscribe", id, subject]);
    return {
      unsubscribe: () => {
        if (this.#receivers.delete(id)) this.#line.say(["unsubscribe", id]);
      },
    };
  }

  /** The process keeps the time. */
  request(subject: string, bytes: Uint8Array, timeout: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#state.checkMessage(subject, bytes, this.#maxPayload);
      const id = this.#pending.add(subject, Number.POSITIVE_INFINITY, resolve, reject);
      this.#line.say(["request", id, subject, this.#line.pack(bytes), timeout]);
    });
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    return this.#state.onStatus(listener);
  }

  async flush(): Promise<void> {
    await new Promise<Uint8Array>((resolve, reject) => {
      this.#state.checkOpen();
      this.#line.say(["flush", this.#pending.add("the server", Number.POSITIVE_INFINITY, resolve, reject)]);
    });
  }

  close(): Promise<void> {
    if (this.status !== "closed") {
      this.#line.say(["close"]);
      this.#end(closed);
    }
    return this.#ended;
  }

  #hear(word: ToThread): void {
    switch (word[0]) {
      case "status":
        this.#onStatus(word[1], word[2]);
        break;
      case "message":
        this.#deliver(word[1], word[2], word[3], word[4]);
        break;
      case "reply":
        this.#pending.settle(word[1], word[2]);
        break;
      case "failure":
        this.#pending.fail(word[1], () => failure(word[2], word[3]));
        break;
    }
  }

  #deliver(id: number, subject: string, bytes: Uint8Array, token: number): void {
    const receiver = this.#receivers.get(id);
    if (receiver !== undefined)
      deliver(receiver, bytes, subject, token === 0 ? undefined : this.#responder(subject, token));
  }

  #responder(subject: string, token: number): (reply: Uint8Array) => void {
    return (reply) => {
      if (this.status === "closed") return;
      this.#state.checkMessage(subject, reply, this.#maxPayload);
      this.#line.say(["respond", token, this.#line.pack(reply)]);
    };
  }

  #onStatus(status: BusStatus, maxPayload: number): void {
    this.#maxPayload = maxPayload;
    if (status !== "closed") return this.#state.become(status);
    this.#end(closed);
    this.#port.close();
  }

  #end(error: (subject: string) => Error): void {
    this.#receivers.clear();
    this.#state.become("closed");
    this.#pending.failAll(error);
  }
}

const FAILURES = new Map<string, new (message: string) => TroupeError>([
  ["CLOSED", ClosedError],
  ["CONNECTION", ConnectionError],
  ["PROTOCOL", ProtocolError],
  ["TIMEOUT", TimeoutError],
]);

/** The process's error, as one of this thread. */
function failure(code: string, message: string): TroupeError {
  return new (FAILURES.get(code) ?? ConnectionError)(message);
}
