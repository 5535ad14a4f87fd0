import { Encoder } from "@msgpack/msgpack";
import type { NatsConnection } from "nats";

/** Rows in one message at most. */
const BATCH = 512;

const encoder = new Encoder();

/** Collects rows, and publishes them when the event-loop turn ends or a batch is full. */
export class Outbox<Row> {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  #rows: Row[] = [];

  constructor(connection: NatsConnection, subject: string) {
    this.#connection = connection;
    this.#subject = subject;
  }

  send(row: Row): void {
    const waiting = this.#rows.push(row);
    if (waiting === 1) setImmediate(() => this.#flush());
    if (waiting === BATCH) this.#flush();
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    this.#connection.publish(this.#subject, encoder.encode(this.#rows));
    this.#rows = [];
  }
}
