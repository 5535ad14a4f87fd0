import type { ClientRow } from "./client-row.ts";
import { NONE, TaskRow, USUAL } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

const NO_BYTES = new Uint8Array();

/** A scattered value: not made by a run, but fetched by workers from the clients that offer it. */
export class DataRow extends TaskRow {
  /** Clients that still hand it out, and the number of the offer to each. */
  readonly sources = new Map<ClientRow, number>();
  /** Workers that were told to fetch it from there. */
  readonly targets = new Set<WorkerRow>();
  /** Names or addresses of workers that may have it, null for any. */
  workers: readonly string[] | null = null;
  /** All of them are to have it. */
  broadcast = false;

  constructor(key: string, size: number, sequence: number) {
    super(key, NONE, NO_BYTES, NONE, USUAL, sequence, sequence);
    this.size = size;
  }

  override get irreplaceable(): boolean {
    return true;
  }
}
