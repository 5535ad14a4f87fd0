import type { ToClient } from "../../src/protocol/messages.ts";
import type { WorkerEntry } from "../../src/protocol/overview.ts";
import type { TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";
import { addresses, type WorkerRow } from "./worker-row.ts";

/** Says `message` to every client that holds the key. */
export function announce(tables: Tables, row: TaskRow, message: ToClient): void {
  for (const client of row.holders) tables.send(client.address, message);
}

/** How a key stands, as a client that holds it is told. */
export function status(row: TaskRow): ToClient {
  if (row.state === "finished") {
    return ["finished", row.key, row.size, row.inline, addresses(row.replicas)];
  }
  if (row.state === "failed" && row.failure !== null) {
    const failure = row.failure;
    if (failure[0] === "failed") return ["failed", row.key, failure[1]];
    if (failure[0] === "killed") return ["killed", row.key, failure[1], failure[2]];
    if (failure[0] === "ended") return ["ended", row.key, failure[1], failure[2]];
    if (failure[0] === "denied") return ["denied", row.key, failure[1], failure[2]];
    return ["lost", row.key, failure[1]];
  }
  return row.state === "running" ? ["running", row.key] : ["pending", row.key];
}

/** Tells clients which workers there are. */
export function announceWorkers(tables: Tables, to: Iterable<string> = tables.clients.keys()): void {
  const entries = [...tables.workers.values()].map(entryOf);
  for (const address of to) tables.send(address, ["workers", entries]);
}

export function entryOf({ name, address, threads, host, paused, memory }: WorkerRow): WorkerEntry {
  return [name, address, threads, host, paused, memory];
}
