import { setTimeout as delay } from "node:timers/promises";
import {
  createInbox,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type NatsConnectionImpl,
  PermissionViolationError,
  type Status,
} from "nats";
import { ConnectionError } from "../protocol/errors.ts";
import type { Bus, BusStatus, Receiver, Subscription } from "./bus.ts";
import { deliver } from "./deliver.ts";
import { closed, cutOff, nobodyListens } from "./failures.ts";
import { PendingRequests } from "./pending.ts";
import { BusState } from "./state.ts";
import { checkPattern } from "./subject.ts";

/** Ms that `close` waits for what was published to leave. */
const LAST_WORDS = 1000;
const NO_BYTES = new Uint8Array();
const STALE = new Error("stale connection");
/** The status of the empty reply that a NATS server gives in place of absent listeners. */
const NO_RESPONDERS = 503;

/** The bus over one NATS connection: one inbox for all replies, and no promise of NATS' own on the way. */
export class NatsBus implements Bus {
  /** For JetStream, which is no bus. */
  readonly connection: NatsConnection;
  readonly #inbox = `${createInbox()}.`;
  readonly #state = new BusState();
  readonly #pending = new PendingRequests();
  #maxPayload = 0;
  #lastWarning = "";
  #closing: Promise<void> | undefined;

  constructor(connection: NatsConnection) {
    this.connection = connection;
    this.#connected();
    connection.subscribe(`${this.#inbox}*`, {
      callback: (error, message) => {
        if (error === null) this.#onReply(message);
      },
    });
    void this.#watch();
  }

  get maxPayload(): number {
    return this.#maxPayload;
  }

  get status(): BusStatus {
    return this.#state.status;
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#state.checkMessage(subject, bytes, this.#maxPayload);
    if (this.status === "connected") this.connection.publish(subject, bytes);
  }

  subscribe(subject: string, receiver: Receiver): Subscription {
    this.#state.checkOpen();
    checkPattern(subject);
    return this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null || this.status === "closed") return;
        deliver(receiver, plain(message.data), message.subject, this.#responder(message));
      },
    });
  }

  /** As of any bus, with headers for who understands them. */
  request(
    subject: string,
    bytes: Uint8Array,
    timeout: number,
    fields?: Readonly<Record<string, string>>,
  ): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#state.checkMessage(subject, bytes, this.#maxPayload);
      if (this.status === "disconnected") throw cutOff(subject);
      const id = this.#pending.add(subject, timeout, resolve, reject);
      const reply = this.#inbox + id;
      this.connection.publish(subject, bytes, fields ? { reply, headers: headersOf(fields) } : { reply });
    });
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    return this.#state.onStatus(listener);
  }

  async flush(): Promise<void> {
    await new Promise<Uint8Array>((resolve, reject) => {
      this.#state.checkOpen();
      if (this.status === "disconnected") throw cutOff("the server");
      const id = this.#pending.add("the server", Number.POSITIVE_INFINITY, resolve, reject);
      this.connection.flush().then(
        () => this.#pending.settle(id, NO_BYTES),
        () => this.#pending.fail(id, cutOff),
      );
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Drains, so that what was published leaves and the server knows that nobody listens here any more. */
  async #close(): Promise<void> {
    const drained = this.status === "connected" ? this.connection.drain().catch(() => undefined) : undefined;
    this.#state.become("closed");
    this.#pending.failAll(closed);
    await Promise.race([drained, delay(LAST_WORDS, undefined, { ref: false })]);
    await this.connection.close();
    // A server that it has just reached and that says nothing would keep the process alive.
    transportOf(this.connection).discard();
  }

  #responder({ reply }: Msg): ((bytes: Uint8Array) => void) | undefined {
    if (reply === undefined || reply === "") return undefined;
    return (bytes) => {
      if (this.status !== "closed") this.publish(reply, bytes);
    };
  }

  #onReply(message: Msg): void {
    const id = Number(message.subject.slice(this.#inbox.length));
    if (message.data.length === 0 && message.headers?.code === NO_RESPONDERS)
      this.#pending.fail(id, nobodyListens);
    else this.#pending.settle(id, plain(message.data));
  }

  async #watch(): Promise<void> {
    for await (const status of this.connection.status()) this.#onConnection(status);
  }

  #onConnection(status: Status): void {
    switch (status.type) {
      case "staleConnection":
        // By itself it would wait until all that was written has left, which a server that hangs does not take.
        void transportOf(this.connection).close(STALE);
        break;
      case "disconnect":
        this.#state.become("disconnected");
        this.#pending.failAll(cutOff);
        break;
      case "reconnect":
        this.#connected();
        this.#state.become("connected");
        break;
      case "close":
        this.#state.become("closed");
        this.#pending.failAll(cutOff);
        break;
      case "error":
        this.#onError(status.error);
        break;
      default:
        break;
    }
  }

  #connected(): void {
    this.#maxPayload = this.connection.info?.max_payload ?? this.#maxPayload;
    this.#lastWarning = "";
  }

  /** Nobody awaits what the server refuses later on, so it is a warning of the process, once in a row. */
  #onError(error: Error): void {
    if (error instanceof PermissionViolationError && error.operation === "publish") {
      const refused = (): ConnectionError =>
        new ConnectionError(`The NATS server refuses: ${error.message}.`);
      this.#pending.failAll(refused, error.subject);
    }
    if (error.message === this.#lastWarning) return;
    this.#lastWarning = error.message;
    process.emitWarning(
      `The NATS server at ${this.connection.getServer()} says: ${error.message}`,
      "NatsWarning",
    );
  }
}

/** The way to a server, the present one or the one that is being made. */
function transportOf(connection: NatsConnection): NatsConnectionImpl["protocol"]["transport"] {
  return (connection as NatsConnectionImpl).protocol.transport;
}

function headersOf(fields: Readonly<Record<string, string>>): MsgHdrs {
  const made = headers();
  for (const [name, text] of Object.entries(fields)) made.set(name, text);
  return made;
}

/** The same bytes as a bare `Uint8Array`, since a `Buffer` has other ideas of `slice`. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
