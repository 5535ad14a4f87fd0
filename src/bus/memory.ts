import type { Bus, BusStatus, Receiver, Subscription } from "./bus.ts";
import { deliver } from "./deliver.ts";
import { closed, nobodyListens } from "./failures.ts";
import { PendingRequests } from "./pending.ts";
import { Routes } from "./routes.ts";
import { BusState } from "./state.ts";
import { checkPattern } from "./subject.ts";

/** The limit that nats-server has when nothing else is configured. */
const MAX_PAYLOAD = 1024 * 1024;
const NOTHING = new Uint8Array(0);
/** Messages delivered in one turn of the event loop, so that timers and sockets get theirs. */
const PER_TURN = 1000;

interface Target {
  readonly receiver: Receiver;
  active: boolean;
}

interface Delivery {
  readonly target: Target;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly respond: ((reply: Uint8Array) => void) | undefined;
}

/**
 * Joins any number of buses within one process, with the limits of a NATS server. Messages arrive in a
 * later turn of the event loop, in the order in which they were published. Bytes are passed on uncopied.
 */
export class MemoryBroker {
  readonly #routes = new Routes<Target>();
  #queue: Delivery[] = [];
  #batch: Delivery[] = [];
  #next = 0;
  #scheduled = false;

  /** A bus of its own, connected until it is closed. */
  connect(): Bus {
    return new MemoryBus(this);
  }

  /** Begins to route messages to a target; returns what ends that, at once. */
  attach(pattern: string, receiver: Receiver): () => void {
    const target: Target = { receiver, active: true };
    this.#routes.add(pattern, target);
    return () => {
      if (target.active) this.#routes.delete(pattern, target);
      target.active = false;
    };
  }

  /** Sends a message to all who listen now; returns whether there is anyone. */
  send(subject: string, bytes: Uint8Array, respond?: (reply: Uint8Array) => void): boolean {
    const targets = this.#routes.find(subject);
    for (const target of targets) this.#enqueue({ target, subject, bytes, respond });
    return targets.length > 0;
  }

  /** Resolves when all that was sent before has arrived. */
  drained(): Promise<void> {
    return new Promise((resolve) => this.reply(NOTHING, () => resolve()));
  }

  /** Sends a reply to the one who asked. */
  reply(bytes: Uint8Array, receiver: Receiver): void {
    this.#enqueue({ target: { receiver, active: true }, subject: "", bytes, respond: undefined });
  }

  #enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#drain);
  }

  readonly #drain = (): void => {
    for (let budget = PER_TURN; budget > 0; budget -= 1) {
      const delivery = this.#take();
      if (delivery === undefined) {
        this.#scheduled = false;
        return;
      }
      const { target, bytes, subject, respond } = delivery;
      if (target.active) deliver(target.receiver, bytes, subject, respond);
    }
    setImmediate(this.#drain);
  };

  #take(): Delivery | undefined {
    if (this.#next === this.#batch.length) {
      this.#batch = this.#queue;
      this.#queue = [];
      this.#next = 0;
    }
    const delivery = this.#batch[this.#next];
    if (delivery !== undefined) this.#next += 1;
    return delivery;
  }
}

class MemoryBus implements Bus {
  readonly maxPayload = MAX_PAYLOAD;
  readonly #broker: MemoryBroker;
  readonly #state = new BusState();
  readonly #pending = new PendingRequests();
  readonly #subscriptions = new Set<Subscription>();

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
  }

  get status(): BusStatus {
    return this.#state.status;
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#state.checkMessage(subject, bytes, MAX_PAYLOAD);
    this.#broker.send(subject, bytes);
  }

  subscribe(subject: string, receiver: Receiver): Subscription {
    this.#state.checkOpen();
    checkPattern(subject);
    const detach = this.#broker.attach(subject, (bytes, from, respond) =>
      receiver(bytes, from, respond && this.#checked(from, respond)),
    );
    const subscription = {
      unsubscribe: (): void => {
        detach();
        this.#subscriptions.delete(subscription);
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  request(subject: string, bytes: Uint8Array, timeout: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#state.checkMessage(subject, bytes, MAX_PAYLOAD);
      const id = this.#pending.add(subject, timeout, resolve, reject);
      const settle = (reply: Uint8Array): void => this.#pending.settle(id, reply);
      const heard = this.#broker.send(subject, bytes, (reply) => this.#broker.reply(reply, settle));
      if (!heard) this.#pending.fail(id, nobodyListens);
    });
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    return this.#state.onStatus(listener);
  }

  async flush(): Promise<void> {
    this.#state.checkOpen();
    await this.#broker.drained();
  }

  async close(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#state.become("closed");
    this.#pending.failAll(closed);
  }

  #checked(subject: string, respond: (reply: Uint8Array) => void): (reply: Uint8Array) => void {
    return (reply) => {
      if (this.status === "closed") return;
      this.#state.checkMessage(subject, reply, MAX_PAYLOAD);
      respond(reply);
    };
  }
}
