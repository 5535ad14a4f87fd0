import type { LogLine } from "../protocol/log-line.ts";

/** Takes a line of the log. */
export interface Logger {
  (line: LogLine): void;
  /** Lines of level "debug" are read, and worth making. */
  readonly verbose?: boolean;
}
