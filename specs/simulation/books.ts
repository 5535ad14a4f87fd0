import type { TaskRow } from "../../actors/scheduler/rows.ts";
import { RUNS_A_MS, type Tables } from "../../actors/scheduler/tables.ts";
import type { WorkerRow } from "../../actors/scheduler/worker-row.ts";
import type { TaskEvent } from "../../actors/task.ts";
import type { ExecutorListener } from "../../src/executor/executor.ts";
import type { ResultTestimony } from "../../src/protocol/messages.ts";
import type { SimulatedCluster } from "./cluster.ts";

/** A run that a scheduler counts on. */
interface Booked {
  readonly worker: WorkerRow;
  readonly run: number;
}

/** By which a run has ended so. */
const ENDINGS: ReadonlyMap<string, "done" | "failed"> = new Map<TaskEvent, "done" | "failed">([
  ["finish", "done"],
  ["fail", "failed"],
  ["retry", "failed"],
]);
/** What a run that nobody wants any more, or that was lost with its worker, is given up by. */
const GIVEN_UP: ReadonlySet<string> = new Set<TaskEvent>(["release", "cancel", "forget", "return"]);
/** What there is to tell of a key that is begun for the first time. */
const BEGINNING: ReadonlySet<string> = new Set<TaskEvent>(["want", "ready", "starve", "assign", "start"]);
/** For so long at least what nobody has asked for is known to a scheduler, ms. */
const KNOWN_MS = 50_000;

/**
 * Which runs of each key count: no two at a time, whichever scheduler leads.
 *
 * B1. A key ends by a run only where that very run has ended so: a word about another run of it changes nothing.
 * B2. Beside a run that goes on at a worker that is there no other for the same life of its key is begun, unless it
 *     was given up: by the scheduler that began it, or by the next one that has heard of it.
 * B3. Where the worker of the last run is there, none before that is gone back to.
 * B4. Of what a worker that is there has ended well for an earlier scheduler with a small result, for the same life of
 *     its key, none is begun, unless that result was asked for before and has been let go of.
 */
export class Books {
  readonly #cluster: SimulatedCluster;
  /** How runs have ended, by worker, key and number. */
  readonly #ended = new Map<string, "done" | "failed" | "returned">();
  /** What was on the books at the last look. */
  #booked = new Map<TaskRow, Booked>();
  #tables: Tables | null = null;
  /** When the present scheduler was looked at first. */
  #since = 0;
  /** Workers that took part at the last look. */
  #open = new Set<WorkerRow>();
  /** The last run of each key. */
  readonly #last = new Map<string, Booked>();

  constructor(cluster: SimulatedCluster) {
    this.#cluster = cluster;
  }

  /** Hears along what an executor tells of the runs at a worker. */
  hear(worker: string, listener: ExecutorListener): ExecutorListener {
    const end = (key: string, run: number, how: "done" | "failed" | "returned") =>
      this.#ended.set(`${worker} ${key} ${run}`, how);
    return {
      ...listener,
      done: (key, run, ...rest) => {
        end(key, run, "done");
        listener.done(key, run, ...rest);
      },
      failed: (key, run, error) => {
        end(key, run, "failed");
        listener.failed(key, run, error);
      },
      returned: (key, run) => {
        end(key, run, "returned");
        listener.returned(key, run);
      },
    };
  }

  /** Throws where what has become of the books since the last look is not so. */
  check(): void {
    const { tables } = this.#cluster.scheduler;
    const before = tables === this.#tables ? this.#booked : new Map<TaskRow, Booked>();
    for (const [row, booked] of before) this.#compare(tables, row, booked);
    if (tables !== this.#tables) this.#since = this.#cluster.clock.now();
    this.#booked = new Map();
    for (const row of tables.tasks.values()) {
      if (row.worker === null || row.copies) continue;
      const booked = { worker: row.worker, run: row.run };
      if (before.get(row)?.run !== row.run) this.#enter(tables, row, booked);
      this.#booked.set(row, booked);
    }
    this.#tables = tables;
    this.#open = new Set([...tables.workers.values()].filter(({ open }) => open));
  }

  /** A run was begun, or taken over. */
  #enter(tables: Tables, row: TaskRow, { worker, run }: Booked): void {
    const last = this.#last.get(row.key);
    this.#last.set(row.key, { worker, run });
    if (last !== undefined && run < last.run && tables.workers.has(last.worker.address))
      this.#blame(tables, row, `B3: ${run} comes after ${last.run}`);
    for (const { process, service } of this.#cluster.workers) {
      const there = tables.workers.get(`worker.${process.name}`);
      if (there === undefined || !this.#open.has(there)) continue;
      if (this.#isKnown(tables, row, service.tables.recent.results))
        this.#blame(tables, row, `B4: ${run} is begun at ${worker.name}, and ${process.name} has its result`);
      const { run: other, life } = service.tables.runs.get(row.key) ?? {};
      if (other === undefined || other === run || life !== row.life) continue;
      // What was given up, or asked for where it could not be, is on its way to be ended.
      if (this.#wasEnded(tables, row.key, other) || row.restrictions !== null) continue;
      this.#blame(
        tables,
        row,
        `B2: ${run} is begun at ${worker.name}, and ${other} goes on at ${process.name}`,
      );
    }
  }

  /** Whether a row that is begun here for the first time has its result among those from before. */
  #isKnown(tables: Tables, row: TaskRow, results: readonly ResultTestimony[]): boolean {
    const { key, life, home } = row;
    if (home !== null || this.#cluster.clock.now() - this.#since > KNOWN_MS) return false;
    const result = results.findLast(([name]) => name === key);
    if (result === undefined || result[1] > tables.epoch * RUNS_A_MS) return false;
    if (result[4].length > 0 || result[6] !== life) return false;
    return tables.story.of(key).every(([, event]) => BEGINNING.has(event));
  }

  #compare(tables: Tables, row: TaskRow, { worker, run }: Booked): void {
    if (row.worker === worker && row.run === run) return;
    const how = this.#ended.get(`${worker.address} ${row.key} ${run}`);
    // By another's failure it may have failed as soon as it was given up.
    const ending = ENDINGS.get(lastEvent(tables, row.key));
    if (row.run === run && ending !== undefined && row.failure?.[0] !== "killed" && how !== ending)
      this.#blame(tables, row, `B1: run ${run} counts as ${ending}, and is ${how ?? "under way"}`);
  }

  /** Whether a scheduler has given a run up that it had on its books. */
  #wasEnded({ story }: Tables, key: string, run: number): boolean {
    return story.of(key).some(([, event, , number]) => number === run && GIVEN_UP.has(event));
  }

  #blame(tables: Tables, { key, state }: TaskRow, what: string): never {
    throw new Error(`${what}: ${key} (${state}).\n${tables.story.lines(key).join("\n")}`);
  }
}

const lastEvent = ({ story }: Tables, key: string): string => story.of(key).at(-1)?.[1] ?? "";
