import type { ActorTerms, Life, RunTestimony, WorkerToScheduler } from "../../src/protocol/messages.ts";
import type { WorkerRow } from "./worker-row.ts";

/** How a run ended that nobody has asked for yet. */
type Ending = Extract<WorkerToScheduler, readonly ["done" | "failed", ...unknown[]]>;

/** What a worker ran or held under an earlier scheduler, until somebody wants it, or nobody has for too long. */
export class Claim {
  /** Sweeps since it was made. */
  age = 0;
  readonly worker: WorkerRow;
  readonly key: string;
  /** Under which it was assigned; 0 where it is a copy. */
  readonly run: number;
  readonly attempt: number;
  readonly actor: ActorTerms | null;
  readonly life: Life;
  begun: boolean;
  waiting: boolean;
  /** Null while it runs. */
  ending: Ending | null;

  constructor(
    worker: WorkerRow,
    [key, run, attempt, begun, waiting, actor, life]: RunTestimony,
    ending: Ending | null,
  ) {
    this.worker = worker;
    this.key = key;
    this.run = run;
    this.attempt = attempt;
    this.begun = begun;
    this.waiting = waiting;
    this.actor = actor;
    this.life = life;
    this.ending = ending;
  }

  /** The worker has something that it would keep for good. */
  get lasting(): boolean {
    return this.ending?.[0] === "done" && (this.ending[5] === null || this.actor !== null);
  }
}
