import { Decoder } from "@msgpack/msgpack";
import type { NatsConnection } from "nats";

/** A task on its way to the worker: with all fields that a real one has. */
export type TaskRow = [
  key: string,
  code: string,
  args: Uint8Array,
  dependencies: string[],
  priority: number,
  run: number,
];

/** A task on its way back. */
export type DoneRow = [key: string, run: number, size: number, ms: number, result: Uint8Array];

const decoder = new Decoder();

/** Calls `take` with every batch of rows that arrives at the subject. */
export function receive<Row>(connection: NatsConnection, subject: string, take: (rows: Row[]) => void): void {
  connection.subscribe(subject, { callback: (_, message) => take(decoder.decode(message.data) as Row[]) });
}
