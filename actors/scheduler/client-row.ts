import type { DataRow } from "./data-row.ts";
import type { TaskRow } from "./rows.ts";

/** Whether the address of a client is that of a thread of the worker with that address. */
export function isWithin(client: string, worker: string): boolean {
  return client.startsWith(`${worker.replace(/^worker\./, "client.")}-`);
}

/** A key whose hold does not end before some tasks do. */
export interface Parting {
  readonly tasks: Set<TaskRow>;
  /** The client has let go of it. */
  over: boolean;
}

/** A client as the scheduler sees it; the client inside a task counts as one of its own. */
export class ClientRow {
  readonly address: string;
  readonly name: string;
  readonly holds = new Set<TaskRow>();
  /** Keys that may be inside the results of tasks which have not ended. */
  readonly parting = new Map<string, Parting>();
  /** This client as the only holder of a key, for all such keys. */
  readonly alone: readonly ClientRow[] = [this];
  /** Scattered values that it still hands out. */
  readonly offers = new Set<DataRow>();
  /** Values that it has promised. */
  readonly promises = new Set<DataRow>();
  silence = 0;

  constructor(address: string, name: string) {
    this.address = address;
    this.name = name;
  }
}
