import type { ModuleFile } from "./code.ts";
import type {
  ActorFigures,
  FailureFigures,
  GraphFigures,
  Overview,
  TaskFigures,
  WorkerFigures,
} from "./overview.ts";

/** What those ask who look on: it is answered at once, whatever the scheduler waits for. */
export type Look =
  | readonly ["overview", number: number]
  | readonly ["crew", number: number] // each worker
  | readonly ["actors", number: number]
  | readonly ["failures", number: number]
  | readonly ["graph", number: number]
  | readonly ["task", number: number, key: string];

/** What a client asks of the scheduler, under a number that the answer carries too. */
export type Question =
  | Look
  | readonly ["publish", number: number, name: string, key: string, override: boolean]
  | readonly ["unpublish", number: number, name: string]
  | readonly ["upload", number: number, file: ModuleFile]
  | readonly ["processing", number: number]
  | readonly ["whoHas", number: number, keys: readonly string[]]
  | readonly ["kill", number: number, key: string] // of an actor, whoever holds it
  | readonly ["lookup", number: number, name: string] // of an actor
  | readonly ["retire", number: number, workers: readonly string[]] // names or addresses
  | readonly ["restart", number: number];

/** The answer to a question: done, declined with an error's code and text, or what was asked for. */
export type Answer =
  | readonly ["answered", number: number]
  | readonly ["declined", number: number, code: string, reason: string]
  | readonly [
      "processing",
      number: number,
      keys: readonly (readonly [worker: string, keys: readonly string[]])[],
    ]
  | readonly ["holders", number: number, names: readonly (readonly string[])[]] // of workers, for each key asked for
  | readonly ["overview", number: number, overview: Overview]
  | readonly ["crew", number: number, workers: readonly WorkerFigures[]]
  | readonly ["actors", number: number, actors: readonly ActorFigures[]]
  | readonly ["failures", number: number, failures: readonly FailureFigures[]] // the last one first
  | readonly ["graph", number: number, graph: GraphFigures]
  | readonly ["task", number: number, task: TaskFigures | null]
  | readonly ["named", number: number, key: string]; // the actor of that name
