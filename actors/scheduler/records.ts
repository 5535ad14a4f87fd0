import type { ModuleFile } from "../../src/protocol/code.ts";
import { type Change, type Fact, subjectOfKey } from "../../src/protocol/facts.ts";
import type { Payload } from "../../src/protocol/messages.ts";
import { factOf, insideOf, keptOf, kindOf, needsOf, type RowKind } from "./facts.ts";
import { Ledger } from "./ledger.ts";
import type { Names } from "./names.ts";
import { NONE, type TaskRow } from "./rows.ts";

/** What is recorded of a row. */
interface Entry {
  /** Names, pins of primitives, and recorded rows that need it. */
  uses: number;
  /** Null before it is recorded. */
  kind: RowKind | null;
  needs: readonly TaskRow[];
  codes: readonly string[];
  inside: readonly TaskRow[];
  keepers: readonly string[];
}

/** What is recorded of the scheduler's tables. */
export interface Recorded {
  readonly tasks: ReadonlyMap<string, TaskRow>;
  readonly published: Names;
  readonly modules: ReadonlyMap<string, ModuleFile>;
  readonly codes: ReadonlyMap<string, { readonly bytes: Payload }>;
}

/**
 * What is to outlive this scheduler: of what is published, kept, or in a primitive, how it is made or what it is,
 * and so of what that needs. It changes with the tables at the end of each event.
 */
export class Records {
  readonly #rows = new Map<TaskRow, Entry>();
  /** Recorded tasks that run each piece of code. */
  readonly #codes = new Map<string, number>();
  /** Pieces of code that are recorded. */
  readonly #coded = new Set<string>();
  readonly #modules = new Set<string>();
  readonly #names = new Map<string, TaskRow>();
  /** What may not be recorded as it is now. */
  readonly #rowsDue = new Set<TaskRow>();
  readonly #namesDue = new Set<string>();
  readonly #modulesDue = new Set<string>();
  readonly #codesDue = new Set<string>();

  /** Something about the row is not as it was. */
  touch(row: TaskRow): void {
    if (this.#rows.size > 0 && this.#rows.has(row)) this.#rowsDue.add(row);
  }

  /** Somebody wants the row done, whether they stay or go. */
  keep(row: TaskRow): void {
    this.#entryOf(row);
    this.#rowsDue.add(row);
  }

  /** A primitive holds the row from now on, or a name, or one that is recorded. */
  use(row: TaskRow): void {
    if (this.#entryOf(row).uses++ === 0) this.#rowsDue.add(row);
  }

  leave(row: TaskRow): void {
    const entry = this.#rows.get(row);
    if (entry !== undefined && --entry.uses === 0) this.#rowsDue.add(row);
  }

  /** A name is given or taken. */
  rename(name: string): void {
    this.#namesDue.add(name);
  }

  upload(hash: string): void {
    if (!this.#modules.has(hash)) this.#modulesDue.add(hash);
  }

  /** A row is as it was recorded by an earlier scheduler. */
  found(row: TaskRow, kind: RowKind): void {
    this.#entryOf(row).kind = kind;
    this.#rowsDue.add(row);
  }

  /** So are a piece of code, the file of a module, a name, and who keeps a row. */
  foundCode(hash: string): void {
    this.#coded.add(hash);
    this.#codesDue.add(hash);
  }

  foundModule(hash: string): void {
    this.#modules.add(hash);
  }

  foundName(name: string, row: TaskRow): void {
    this.#names.set(name, row);
    this.use(row);
  }

  foundInside(row: TaskRow): void {
    this.#entryOf(row).inside = row.inside;
  }

  foundKeepers(row: TaskRow): void {
    this.#entryOf(row).keepers = row.keepers;
  }

  /** Brings the records up to date; what that changes is to be stored, in this order. */
  flush(tables: Recorded): readonly Change[] {
    const due = this.#rowsDue.size + this.#namesDue.size + this.#codesDue.size + this.#modulesDue.size;
    if (due === 0) return NONE;
    const ledger = new Ledger();
    for (const hash of this.#modulesDue) this.#flushModule(tables, ledger, hash);
    this.#modulesDue.clear();
    for (const name of this.#namesDue) this.#flushName(tables, ledger, name);
    this.#namesDue.clear();
    while (this.#rowsDue.size > 0) this.#flushRows(tables, ledger);
    for (const hash of this.#codesDue) this.#flushCode(tables, ledger, hash);
    this.#codesDue.clear();
    return ledger.changes;
  }

  /** All that is recorded, as it is now. */
  facts(tables: Recorded): Fact[] {
    const facts: Fact[] = [];
    for (const hash of this.#modules) {
      const file = tables.modules.get(hash);
      if (file !== undefined) facts.push(["module", file]);
    }
    for (const hash of this.#coded) {
      const code = tables.codes.get(hash);
      if (code !== undefined) facts.push(["code", hash, code.bytes]);
    }
    for (const [row, { kind }] of this.#rows) {
      if (kind !== null) facts.push(factOf(row, kind));
      for (const fact of [insideOf(row), keptOf(row)]) if (fact !== null) facts.push(fact);
    }
    for (const [name, { key }] of this.#names) facts.push(["name", name, key]);
    return facts;
  }

  #entryOf(row: TaskRow): Entry {
    let entry = this.#rows.get(row);
    if (entry === undefined) {
      entry = { uses: 0, kind: null, needs: NONE, codes: NONE, inside: NONE, keepers: NONE };
      this.#rows.set(row, entry);
    }
    return entry;
  }

  #flushModule(tables: Recorded, ledger: Ledger, hash: string): void {
    const file = tables.modules.get(hash);
    if (file === undefined) return;
    this.#modules.add(hash);
    ledger.enter(["module", file]);
  }

  #flushName(tables: Recorded, ledger: Ledger, name: string): void {
    const [before, now] = [this.#names.get(name), tables.published.find(name)];
    if (before === now) return;
    if (now === undefined) {
      this.#names.delete(name);
      ledger.strike(`name ${name}`);
    } else {
      this.#names.set(name, now);
      this.use(now);
      ledger.enter(["name", name, now.key]);
    }
    if (before !== undefined) this.leave(before);
  }

  #flushRows(tables: Recorded, ledger: Ledger): void {
    const due = [...this.#rowsDue];
    this.#rowsDue.clear();
    const isThere = (row: TaskRow): boolean => tables.tasks.get(row.key) === row;
    // A key's next life comes after the last one, which is not recorded again by what was made from it.
    for (const row of due) if (!isThere(row)) this.#drop(ledger, row);
    for (const row of due) if (isThere(row)) this.#update(ledger, row);
    // What is used by what was told just now stays.
    for (const row of due) if (!this.#isUsed(row)) this.#drop(ledger, row);
  }

  #isUsed(row: TaskRow): boolean {
    return row.keepers.length > 0 || (this.#rows.get(row)?.uses ?? 0) > 0;
  }

  #drop(ledger: Ledger, row: TaskRow): void {
    const entry = this.#rows.get(row);
    if (entry === undefined) return;
    this.#rows.delete(row);
    this.#need(entry, NONE, NONE);
    if (entry.kind !== null) ledger.strike(subjectOfKey(row.key));
    if (entry.inside.length > 0) ledger.strike(`inside ${row.key}`);
    if (entry.keepers.length > 0) ledger.strike(`kept ${row.key}`);
  }

  #update(ledger: Ledger, row: TaskRow): void {
    const entry = this.#rows.get(row);
    if (entry === undefined || !this.#isUsed(row)) return;
    const kind = kindOf(row);
    this.#need(entry, needsOf(row), kind === "task" ? row.codes : NONE);
    if (entry.kind !== kind) ledger.enter(factOf(row, kind));
    entry.kind = kind;
    if (entry.inside !== row.inside) ledger.put(`inside ${row.key}`, insideOf(row));
    entry.inside = row.inside;
    if (entry.keepers !== row.keepers) ledger.put(`kept ${row.key}`, keptOf(row));
    entry.keepers = row.keepers;
  }

  #need(entry: Entry, needs: readonly TaskRow[], codes: readonly string[]): void {
    for (const row of needs) this.use(row);
    for (const row of entry.needs) this.leave(row);
    entry.needs = needs;
    for (const hash of codes) this.#count(hash, 1);
    for (const hash of entry.codes) this.#count(hash, -1);
    entry.codes = codes;
  }

  #count(hash: string, change: number): void {
    this.#codes.set(hash, (this.#codes.get(hash) ?? 0) + change);
    this.#codesDue.add(hash);
  }

  #flushCode(tables: Recorded, ledger: Ledger, hash: string): void {
    const recorded = this.#coded.has(hash);
    if ((this.#codes.get(hash) ?? 0) === 0) {
      this.#codes.delete(hash);
      if (this.#coded.delete(hash)) ledger.strike(`code ${hash}`);
      return;
    }
    const code = tables.codes.get(hash);
    if (recorded || code === undefined) return;
    this.#coded.add(hash);
    ledger.enter(["code", hash, code.bytes]);
  }
}
