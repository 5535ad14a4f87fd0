import { GRACE_MS } from "../../src/protocol/messages.ts";
import { type TaskEffect, type TaskEvent, taskLifecycle } from "../task.ts";
import { christen, departed, leaveName } from "./actors.ts";
import { announce, status } from "./announce.ts";
import { assign, enlist, unassign } from "./assignment.ts";
import { takeClaims } from "./claims.ts";
import { leaveCode } from "./codes.ts";
import { decline, seek, withdraw } from "./data.ts";
import { DataRow } from "./data-row.ts";
import { destination, homeless } from "./errands.ts";
import { ImpossibleTransition } from "./impossible.ts";
import { partWith } from "./parting.ts";
import { unname } from "./published.ts";
import { NONE, type TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { verdict } from "./verdict.ts";

/**
 * Drives rows through the life cycle of `actors/task.ts`.
 *
 * A step never takes another row's step: it puts that row up for review, and a review looks at
 * facts alone. So a chain of any length needs no stack, and the order of reviews does not matter.
 */
export class Stepper implements Steps {
  readonly #tables: Tables;
  readonly #reviews: (TaskRow | undefined)[] = [];
  /** Rows up for review; the places behind them are kept, for an array that shrinks and grows costs more. */
  #due = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  step(row: TaskRow, event: TaskEvent): void {
    const tables = this.#tables;
    const step = taskLifecycle[row.state][event];
    if (step === undefined) throw new ImpossibleTransition(row, event, tables.story.lines(row.key));
    row.kind?.move(step.from, step.to);
    row.state = step.target;
    const { worker } = row;
    for (const effect of step.effects) this.#effects[effect](row);
    tables.story.tell(row, event, worker ?? row.worker, tables.now, tables.cause);
    if (row.state === "failed") tables.failures.add(row, worker, tables.now);
    if (row.state !== "cancelled" && row.state !== "forgotten") this.review(row);
  }

  review(row: TaskRow): void {
    this.#reviews[this.#due++] = row;
  }

  settle(): void {
    while (this.#due > 0) {
      const row = this.#reviews[--this.#due] as TaskRow;
      this.#reviews[this.#due] = undefined;
      if (this.#tables.claims.size > 0 && this.#tables.recovery === null) takeClaims(this.#tables, this, row);
      const event = verdict(row);
      // Only an errand gets ready here; it may be under way where nobody has testified yet.
      if (event === "assign" && this.#tables.recovery !== null) continue;
      if (event !== undefined) this.step(row, event);
    }
  }

  readonly #effects: Record<TaskEffect, (row: TaskRow) => void> = {
    awaitDependencies: (row) => {
      row.unmet = 0;
      if (row instanceof DataRow && !row.described && row.inline === null) seek(this.#tables, row);
      for (const dependency of row.dependencies) {
        if (!row.needing) dependency.needed++;
        if (dependency.state === "failed") row.failure = dependency.failure;
        if (dependency.state === "cancelled") row.failure = ["lost", dependency.key];
        if (dependency.state !== "finished") row.unmet++;
        this.review(dependency);
      }
      row.needing = true;
    },
    leaveDependencies: (row) => {
      if (row instanceof DataRow) withdraw(this.#tables, row);
      this.#release(row);
    },
    absolve: (row) => {
      const gone = row.home !== null && this.#tables.workers.get(row.home)?.errands.has(row) !== true;
      row.failure = gone ? homeless(row.home) : null;
      row.failures = 0;
      row.deaths = NONE;
      if (row.actor) christen(this.#tables, row);
    },
    enqueue: (row) => {
      if (!row.errand) this.#tables.ready.add(row);
    },
    dequeue: (row) => {
      if (!row.errand) this.#tables.ready.left(row);
    },
    dispatch: (row) => {
      if (row.errand) row.worker = destination(this.#tables, row);
      assign(this.#tables, row);
    },
    enlist: (row) => {
      if (row.worker !== null) enlist(this.#tables, row.worker, row);
    },
    copyDependency: (row) => {
      const [original] = row.dependencies;
      if (original === undefined) return;
      row.size = original.size;
      row.inline = original.inline;
      this.pin(row, original.inside);
    },
    begin: (row) => row.worker?.begin(row),
    cease: (row) => row.worker?.cease(row),
    abort: (row) => {
      if (row.worker === null) return;
      this.#tables.send(row.worker.address, ["abort", row.key, row.run, row.doomed ?? GRACE_MS]);
      // It may be made by now.
      if (row.actor) this.#tables.send(row.worker.address, ["drop", [row.key]]);
    },
    unassign: (row) => {
      unassign(this.#tables, row);
      partWith(this, row);
    },
    announcePending: (row) => announce(this.#tables, row, ["pending", row.key]),
    announceRunning: (row) => announce(this.#tables, row, ["running", row.key]),
    announceResult: (row) => {
      announce(this.#tables, row, status(row));
      row.keepers = NONE;
      this.#tables.records?.touch(row);
      this.#release(row);
      // A result kept here cannot be lost, nor a lost actor be made again: what it was made from is not needed.
      if (row.inline !== null || row.irreplaceable) this.#detach(row);
    },
    announceFailure: (row) => {
      if (row.actor) leaveName(this.#tables, row);
      announce(this.#tables, row, status(row));
      row.keepers = NONE;
      this.#tables.records?.touch(row);
      this.#release(row);
      partWith(this, row);
    },
    wakeDependents: (row) => {
      for (const dependent of row.dependents ?? []) {
        if (dependent.state !== "waiting") continue;
        dependent.unmet--;
        this.review(dependent);
      }
    },
    starveDependents: (row) => {
      for (const dependent of row.dependents ?? []) {
        if (dependent.state === "waiting") dependent.unmet++;
        if (dependent.state === "queued") this.step(dependent, "starve");
      }
    },
    failDependents: (row) => {
      for (const dependent of row.dependents ?? []) {
        if (dependent.state !== "waiting") continue;
        dependent.failure = row.failure;
        this.review(dependent);
      }
    },
    cancelDependents: (row) => {
      for (const dependent of row.dependents ?? []) {
        // What has come to its end does not depend on it any more.
        if (dependent.state === "finished" || dependent.state === "failed") continue;
        dependent.doomed = row.doomed;
        this.review(dependent);
      }
    },
    discard: (row) => {
      if (row.actor) row.failure ??= departed(row);
      else if (row.irreplaceable) row.failure = ["lost", row.key];
      for (const worker of row.replicas) {
        worker.lose(row);
        this.#tables.send(worker.address, ["drop", [row.key]]);
      }
      row.replicas = NONE;
      row.inline = null;
      if (row.home !== null) row.failure = homeless(row.home);
      this.#unpin(row);
      this.#tables.records?.touch(row);
    },
    remove: (row) => {
      if (row.state === "cancelled") announce(this.#tables, row, ["cancelled", row.key]);
      for (const client of row.holders) client.holds.delete(row);
      if (row instanceof DataRow) {
        withdraw(this.#tables, row);
        decline(this.#tables, row);
      }
      this.#unpin(row);
      this.#tables.leave(row);
      partWith(this, row);
      this.#tables.records?.touch(row);
      if (row.actor) leaveName(this.#tables, row);
      if (row.pins > 0) unname(this.#tables, row);
      if (row.home !== null) {
        this.#tables.workers.get(row.home)?.errands.delete(row);
        this.#tables.recovery?.strays.delete(row);
      }
      this.#release(row);
      this.#detach(row);
      for (const hash of row.codes) leaveCode(this.#tables, hash);
    },
  };

  drop(client: TaskRow["holders"][number], key: string): void {
    const row = this.#tables.tasks.get(key);
    if (row === undefined || !client.holds.delete(row)) return;
    row.holders = row.holders.length === 1 ? NONE : row.holders.filter((holder) => holder !== client);
    this.review(row);
  }

  pin(row: TaskRow, inside: readonly TaskRow[]): void {
    if (row.inside.length > 0) this.#unpin(row);
    if (inside.length === 0) return;
    // What was said to be inside before a worker turned out to have it.
    this.#unpin(row);
    row.inside = inside.filter((inner) => inner !== row);
    for (const inner of row.inside) inner.pins++;
    this.#tables.records?.touch(row);
  }

  #unpin(row: TaskRow): void {
    for (const inner of row.inside) {
      inner.pins--;
      this.review(inner);
    }
    row.inside = NONE;
  }

  /** Its dependencies are not needed any more. */
  #release(row: TaskRow): void {
    if (!row.needing) return;
    row.needing = false;
    for (const dependency of row.dependencies) {
      dependency.needed--;
      this.review(dependency);
    }
  }

  #detach(row: TaskRow): void {
    for (const dependency of row.dependencies) {
      dependency.dependents?.delete(row);
      this.review(dependency);
    }
    row.dependencies = NONE;
    row.args = null;
  }
}
