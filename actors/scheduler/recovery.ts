import type { Question } from "../../src/protocol/questions.ts";
import type { ClientRow } from "./client-row.ts";
import type { DataRow } from "./data-row.ts";
import { Lives } from "./lives.ts";
import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/** What a scheduler puts off that takes over from another, until all are back who had that. */
export class Recovery {
  /** Keys that somebody speaks of, and nobody has said what they are. */
  readonly sought = new Set<DataRow>();
  /** Of keys that several clients have submitted. */
  readonly lives = new Lives();
  /** Errands whose home is not back. */
  readonly strays = new Set<TaskRow>();
  /** Keys that a client has cancelled, and the time that what runs under them has to end, ms. */
  readonly renounced = new Map<string, number>();
  readonly questions: (readonly [client: ClientRow, question: Question])[] = [];
  /** Copies that came to workers meanwhile. */
  readonly copies: (readonly [worker: WorkerRow, keys: readonly string[]])[] = [];
  /** Addresses of the workers that clients knew. */
  readonly known = new Set<string>();
  /** A client has told which workers there were. */
  informed: boolean;
  /** Times that time was up. */
  waits = 0;
  /** Everything was known, and it is about to end. */
  lingering = false;

  constructor(informed: boolean) {
    this.informed = informed;
  }
}
