import type { DataRow } from "./data-row.ts";
import type { TaskRow } from "./rows.ts";

/** How the addresses of clients inside a worker's tasks begin. */
export function clientPrefix(worker: string): string {
  return `${worker.replace(/^worker\./, "client.")}-`;
}

/** A client as the scheduler sees it; the client inside a task counts as one of its own. */
export class ClientRow {
  readonly address: string;
  readonly name: string;
  readonly holds = new Set<TaskRow>();
  /** Keys whose holds end with the task that made them, unless the client asks for them again. */
  readonly parting = new Map<string, TaskRow>();
  /** This client as the only holder of a key, for all such keys. */
  readonly alone: readonly ClientRow[] = [this];
  /** Scattered values that it still hands out. */
  readonly offers = new Set<DataRow>();
  silence = 0;

  constructor(address: string, name: string) {
    this.address = address;
    this.name = name;
  }
}
