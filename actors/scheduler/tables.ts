import type { ModuleFile } from "../../src/protocol/code.ts";
import type { LogLine } from "../../src/protocol/log-line.ts";
import type { Durability, Payload, ToClient, ToWorker } from "../../src/protocol/messages.ts";
import type { Claim } from "./claim.ts";
import type { ClientRow } from "./client-row.ts";
import type { DataRow } from "./data-row.ts";
import { Durations } from "./durations.ts";
import type { SchedulerEffect } from "./effects.ts";
import { Failures } from "./failures.ts";
import { Names } from "./names.ts";
import { Pins } from "./pins.ts";
import { ReadyQueues } from "./queues.ts";
import { Records } from "./records.ts";
import type { Recovery } from "./recovery.ts";
import type { Retirement } from "./retirement.ts";
import type { TaskRow } from "./rows.ts";
import { Story } from "./story.ts";
import { Tally } from "./tally.ts";
import type { Vigil } from "./vigil.ts";
import type { WorkerRow } from "./worker-row.ts";

/** A piece of code, kept while a client that sent it or a task that runs it is there. */
export interface CodeRow {
  readonly bytes: Payload;
  /** Its hash, as the codes of tasks that run nothing else; shared by those. */
  readonly alone: readonly string[];
  readonly owners: Set<ClientRow>;
  tasks: number;
}

/** More assignments than a scheduler makes in the ms that are the unit of epochs. */
export const RUNS_A_MS = 1000;

/** Sweeps in which those who had an earlier scheduler learn of this one. */
const YOUNG = 10;

/** Everything the scheduler knows; its machine owns it and changes it in place. */
export class Tables {
  readonly tasks = new Map<string, TaskRow>();
  readonly workers = new Map<string, WorkerRow>();
  readonly clients = new Map<string, ClientRow>();
  readonly codes = new Map<string, CodeRow>();
  readonly ready = new ReadyQueues(this.workers);
  /** Scattered values for which workers are to be chosen. */
  readonly unplaced = new Set<DataRow>();
  /** Scattered values for which there is no worker, or that one could not get: looked at again later. */
  readonly stranded = new Set<DataRow>();
  /** Tasks asked back from their workers that have not come back yet. */
  readonly recalled = new Set<TaskRow>();
  /** Tasks that idle workers have taken from busy ones. */
  readonly stolen = new WeakSet<TaskRow>();
  readonly published = new Names();
  /** Actors that others find by name. */
  readonly named = new Names();
  /** Futures inside what primitives hold. */
  readonly pins = new Pins();
  /** By key, what workers ran or held under an earlier scheduler. */
  readonly claims = new Map<string, readonly Claim[]>();
  /** What is put off until all are back who had an earlier scheduler; null where nobody is waited for. */
  recovery: Recovery | null = null;
  /** A client has told which workers an earlier scheduler had. */
  informed = false;
  /** Sweeps in which somebody who had an earlier scheduler has others be waited for. */
  young = YOUNG;
  /** Who waits for the end of an actor, and the numbers of their questions. */
  readonly killings = new Map<TaskRow, (readonly [client: ClientRow, number: number])[]>();
  /** Files of modules that every worker gets, by the hash of their content. */
  readonly modules = new Map<string, ModuleFile>();
  /** Workers on their way out. */
  readonly retirements = new Map<WorkerRow, Retirement>();
  /** Questions that are answered when some workers are gone. */
  vigils: Vigil[] = [];
  readonly durations = new Durations();
  /** Numbers every assignment, apart from those of all earlier epochs. */
  runs: number;
  /** Numbers every task. */
  sequence = 0;
  /** Messages that spoke of a run or a process that is no more. */
  stale = 0;
  readonly story = new Story();
  readonly tally = new Tally();
  readonly failures = new Failures();
  /** What is to outlive this scheduler; null where nothing does. */
  readonly records: Records | null;
  #effects: SchedulerEffect[] = [];
  #answers: SchedulerEffect[] = [];

  /** Which of the schedulers that this cluster has over time this is; it is settled when it leads. */
  epoch: number;
  /** The instant of what happens, as far as that was told, ms since 1970. */
  now: number;
  /** Address of who has said what has to be done, or what has happened. */
  cause = "";

  constructor(epoch: number, durable: boolean) {
    this.epoch = epoch;
    this.now = epoch;
    this.runs = epoch * RUNS_A_MS;
    this.records = durable ? new Records() : null;
  }

  get durability(): Durability {
    return this.records === null ? "fleeting" : "durable";
  }

  /** Others have led meanwhile. */
  rise(epoch: number): void {
    this.epoch = epoch;
    this.runs = epoch * RUNS_A_MS;
  }

  /** A key has this row from now on. */
  enter<Row extends TaskRow>(row: Row): Row {
    this.tasks.set(row.key, row);
    this.tally.enter(row);
    for (let pins = this.pins.meet(row); pins > 0; pins--) this.records?.use(row);
    return row;
  }

  /** A row is no more. */
  leave(row: TaskRow): void {
    this.tasks.delete(row.key);
    if (row.actor) this.tally.leave(row);
  }

  send(to: string, message: ToWorker | ToClient): void {
    this.#effects.push({ type: "send", to, message });
  }

  /** Says `message` once all is stored that has come about up to the end of this event. */
  answer(to: string, message: ToClient): void {
    this.#answers.push({ type: "answer", to, message });
  }

  /** Has a line written to the log, with what `error` says, where that is given. */
  log(line: LogLine, error: Payload | null = null): void {
    this.#effects.push({ type: "log", line, error });
  }

  effect(effect: SchedulerEffect): void {
    this.#effects.push(effect);
  }

  /** The effects since the last call, in order. */
  takeEffects(): readonly SchedulerEffect[] {
    if (this.#answers.length > 0) {
      this.#effects.push(...this.#answers);
      this.#answers = [];
    }
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
