import { decodeBatch } from "../codec/batch.ts";
import { BatchWriter } from "../codec/batch-writer.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Log } from "../store/log.ts";
import { checkLine, type Line } from "./command.ts";
import { own, type Row } from "./saved.ts";

/** Bytes of entries before a snapshot is thought of; from then on, of as many as the last snapshot has. */
const LEAST_BYTES = 1 << 20;
/** Bytes after which an entry takes no more, and of a snapshot that are written in one turn of the event loop. */
const ENTRY_BYTES = 256 << 10;

/** Who waits for a thing to be stored may go without knowing what hinders that. */
const ignore = (_hindrance: string): void => {};

/** What one entry holds, and what waits for it to be stored. */
interface Entry {
  readonly lines: Line[];
  readonly acts: (readonly [done: () => void, hindered: (hindrance: string) => void])[];
  /** Null until it is known. */
  outcome: "stored" | { readonly error: unknown } | null;
}

/** What a journal needs of what it is the journal of. */
export interface JournalSeams {
  readonly log: Log;
  readonly clock: Clock;
  /** Stamp of the last event. */
  stamp(): number;
  /** All that the lines so far have led to; what is in the rows does not change any more. */
  rows(): Iterable<Row>;
  /** These lines are not stored, or nobody knows, and no later ones will be. */
  failed(error: unknown, lines: readonly Line[]): void;
  readonly report: Logger;
}

/**
 * Stores what happens, an entry a turn of the event loop, and lets nothing be seen of it before.
 *
 * J1. What waits for an entry is done when that and all before are stored, in the order in which it was said.
 * J2. A snapshot stands for whole entries: while one is written, nothing is appended.
 */
export class Journal {
  readonly #seams: JournalSeams;
  readonly #writer = new BatchWriter();
  /** The entry of this turn. */
  #turn: Entry | null = null;
  /** Full entries that are not appended yet. */
  #full: (readonly [entry: Entry, bytes: Uint8Array])[] = [];
  /** Entries that are appended, or will be, and not known to be stored. */
  readonly #open: Entry[] = [];
  #due = false;
  #compacting = false;
  #failed = false;
  /** Bytes of entries since the last snapshot, and of that. */
  #bytes: number;
  #snapshot: number;

  /** `bytes` are in the log's entries so far, `snapshot` in its snapshot. */
  constructor(seams: JournalSeams, bytes: number, snapshot: number) {
    this.#seams = seams;
    this.#bytes = bytes;
    this.#snapshot = snapshot;
  }

  /** Something is about to take effect, or has. */
  note(line: Line): void {
    if (this.#failed) return;
    const entry = this.#turn ?? this.#begin();
    entry.lines.push(line);
    this.#writer.add(line);
    if (this.#writer.size > ENTRY_BYTES) this.#end();
  }

  /** Does what shows that something has happened, once all that has happened is stored; or says what hinders that. */
  whenStored(done: () => void, hindered = ignore): void {
    if (this.#failed) return;
    const last = this.#open.at(-1);
    if (last === undefined) done();
    else last.acts.push([done, hindered]);
  }

  /** Nothing more will be stored: who waits for that is told why. */
  hinder(hindrance: string): void {
    for (const { acts } of this.#open) for (const [, hindered] of acts) hindered(hindrance);
  }

  /** Nothing is shown any more, whatever will be stored. */
  close(): void {
    this.#failed = true;
  }

  #begin(): Entry {
    const entry: Entry = { lines: [], acts: [], outcome: null };
    this.#turn = entry;
    this.#open.push(entry);
    this.#writer.add(this.#seams.stamp());
    if (!this.#due) this.#seams.clock.soon(() => this.#commit());
    this.#due = true;
    return entry;
  }

  #end(): void {
    if (this.#turn === null) return;
    this.#full.push([this.#turn, this.#writer.take()]);
    this.#turn = null;
  }

  #commit(): void {
    this.#due = false;
    if (this.#compacting || this.#failed) return;
    this.#end();
    const full = this.#full;
    this.#full = [];
    for (const [entry, bytes] of full) {
      this.#bytes += bytes.byteLength;
      this.#seams.log.append(bytes).then(
        () => this.#settle(entry, "stored"),
        (error: unknown) => this.#settle(entry, { error }),
      );
    }
    if (this.#bytes > Math.max(LEAST_BYTES, this.#snapshot)) this.#compact();
  }

  /** J1. */
  #settle(entry: Entry, outcome: NonNullable<Entry["outcome"]>): void {
    entry.outcome = outcome;
    for (let first = this.#open[0]; first !== undefined && !this.#failed; first = this.#open[0]) {
      if (first.outcome === null) return;
      if (first.outcome !== "stored") return this.#fail(first.outcome.error);
      this.#open.shift();
      for (const [done] of first.acts) done();
    }
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#seams.failed(
      error,
      this.#open.flatMap(({ lines }) => lines),
    );
  }

  /** J2. */
  #compact(): void {
    this.#compacting = true;
    const rows = this.#seams.rows()[Symbol.iterator]();
    this.#write(rows, new BatchWriter());
  }

  #write(rows: Iterator<Row>, writer: BatchWriter): void {
    if (this.#failed) return;
    const end = writer.size + ENTRY_BYTES;
    while (writer.size < end) {
      const { value, done } = rows.next();
      if (done === true) return this.#replace(writer.take());
      writer.add(value);
    }
    this.#seams.clock.soon(() => this.#write(rows, writer));
  }

  #replace(snapshot: Uint8Array): void {
    this.#snapshot = snapshot.byteLength;
    this.#bytes = 0;
    this.#seams.log.compact(snapshot).catch((error: unknown) => {
      if (this.#failed) return;
      const msg = `no snapshot of primitives is stored: ${String(error)}`;
      this.#seams.report({ level: "warn", msg, error: String(error) });
    });
    this.#compacting = false;
    this.#commit();
  }
}

/** The lines of an entry. Throws `ProtocolError` where it is none. */
export function readEntry(bytes: Uint8Array): { readonly stamp: number; readonly lines: Line[] } {
  const [stamp, ...lines] = decodeBatch(bytes);
  if (typeof stamp !== "number") throw new ProtocolError("An entry of the journal without a stamp.");
  return { stamp, lines: lines.map((line) => checkLine(own(line))) };
}
