/** How much a line of the log matters. */
type LogLevel = "debug" | "info" | "warn" | "error";

/** A line of the log: a sentence for people, and for programs what it is about, where that is known. */
export interface LogLine {
  readonly level: LogLevel;
  readonly msg: string;
  /** Of a task or actor. */
  readonly key?: string;
  readonly run?: number;
  /** Name of a worker. */
  readonly worker?: string;
  /** Name of a client, and addresses of any process. */
  readonly client?: string;
  readonly peer?: string;
  /** What went wrong, name and message. */
  readonly error?: string;
}
