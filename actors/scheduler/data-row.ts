import type { ClientRow } from "./client-row.ts";
import { NONE, TaskRow, USUAL } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

const NO_BYTES = new Uint8Array();

/** A scattered or promised value, or one known by hearsay: not made by a run, but by a client, from which workers fetch it where it is large. */
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
  /** Nobody has said what it is: somebody holds it, or a worker claims it. */
  hearsay = false;
  /** A submission has said how it is made: it is a task like any other now. */
  described = false;

  constructor(key: string, size: number, sequence: number) {
    super(key, NONE, NO_BYTES, NONE, USUAL, sequence, sequence);
    this.size = size;
  }

  override get irreplaceable(): boolean {
    return !this.described || super.irreplaceable;
  }
}
