import { type Command, Option } from "commander";
import { LOG_FORMATS, LOG_LEVELS, type LogAuthor, type LogSettings, openLog } from "./logging.ts";

/** What a command's options say of its log. */
export interface LogFlags {
  readonly logFormat: LogSettings["logFormat"];
  readonly logLevel: LogSettings["logLevel"] | undefined;
}

/** A command with options for its log. */
export function withLog(command: Command, format: LogSettings["logFormat"] = "auto"): Command {
  const level = new Option("--log-level <level>", "least that is written to the log, on stderr");
  const shape = new Option("--log-format <format>", "auto is pretty on a terminal, else JSON");
  return command
    .addOption(level.choices(LOG_LEVELS).env("TROUPE_LOG_LEVEL"))
    .addOption(shape.choices(LOG_FORMATS).env("TROUPE_LOG_FORMAT").default(format));
}

/** The settings that they make, where `level` is usual. */
export function settingsOf({ logFormat, logLevel }: LogFlags, level: LogSettings["logLevel"]): LogSettings {
  return { logFormat, logLevel: logLevel ?? level };
}

/** What a command does, and what becomes of its failure: a line of its log, and exit code 1. */
export function logged<Flags extends LogFlags & { readonly cluster: string }>(
  role: LogAuthor["role"],
  act: (flags: Flags) => Promise<void>,
): (flags: Flags) => Promise<void> {
  return async (flags) => {
    try {
      await act(flags);
    } catch (error) {
      const msg = error instanceof Error ? error.message : String(error);
      openLog({ role, cluster: flags.cluster }, settingsOf(flags, "info"))({ level: "error", msg });
      process.exitCode = 1;
    }
  };
}
