import type { ClientRow } from "./client-row.ts";
import { NONE, TaskRow, USUAL } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

const NO_BYTES = new Uint8Array();

/** A scattered or promised value: not made by a run, but by a client, from which workers fetch it where it is large. */
export class DataRow extends TaskRow {
  /** Clients that still hand it out, and the number of the offer to each. */
  readonly sources = new Map<ClientRow, number>();
  /** The client that will know the value, and then offers it. */
  promiser: ClientRow | null = null;
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
