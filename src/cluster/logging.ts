import { createRequire } from "node:module";
import type { Logger as Pino } from "pino";
import { tame } from "../client/text/columns.ts";
import type { LogLine } from "../protocol/log-line.ts";
import type { Logger } from "../runtime/logger.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export const LOG_FORMATS = ["auto", "json", "pretty"] as const;

/** What is written to the log, and how: by default pretty where stderr is a terminal, else a line of JSON each. */
export interface LogSettings {
  /** The least level that is written. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly logFormat: (typeof LOG_FORMATS)[number];
}

/** Who writes it. */
export interface LogAuthor {
  readonly role: "scheduler" | "worker" | "cluster";
  readonly cluster: string;
  /** Name of the worker that it is. */
  readonly worker?: string;
}

/** Loading pino takes longer than all else that most processes do with it: who writes nothing does not. */
const load = createRequire(import.meta.url);

/** What the environment says of a program's log; of a program that logs for itself nothing but what went wrong. */
export function logSettings(): LogSettings {
  return {
    logLevel: chosen("TROUPE_LOG_LEVEL", LOG_LEVELS, "warn"),
    logFormat: chosen("TROUPE_LOG_FORMAT", LOG_FORMATS, "auto"),
  };
}

function chosen<T extends string>(name: string, choices: readonly T[], initial: T): T {
  const text = process.env[name] ?? initial;
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw new TypeError(`${name} is "${text}": it is one of ${choices.join(", ")}.`);
}

/** A log on stderr. */
export function openLog(author: LogAuthor, settings: LogSettings): Logger {
  const least = LOG_LEVELS.indexOf(settings.logLevel);
  let pino: Pino | null = null;
  const log = ({ level, msg, ...about }: LogLine): void => {
    if (LOG_LEVELS.indexOf(level) < least) return;
    pino ??= open(settings);
    pino[level]({ ...author, ...about }, msg);
  };
  return Object.assign(log, { verbose: settings.logLevel === "debug" });
}

/** Time, level and text, then what programs are told that the text does not say. */
function open({ logLevel, logFormat }: LogSettings): Pino {
  const { pino } = load("pino") as typeof import("pino");
  const isPretty = logFormat === "pretty" || (logFormat === "auto" && process.stderr.isTTY);
  return pino(
    {
      name: "troupe",
      level: logLevel,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: isPretty ? prettily() : (line: string) => process.stderr.write(line) },
  );
}

function prettily(): (line: string) => void {
  const { prettyFactory } = load("pino-pretty") as typeof import("pino-pretty");
  const format = prettyFactory({
    colorize: process.stderr.isTTY === true && process.env["NO_COLOR"] === undefined,
    translateTime: "SYS:HH:MM:ss",
    ignore: "pid,hostname",
    hideObject: true,
    messageFormat: (line) => describe(line as unknown as LogLine),
  });
  return (line) => void process.stderr.write(format(line) ?? line);
}

/** The text of a line, in one line and harmless, and what it leaves unsaid of a task. */
function describe({ msg, key, run, worker }: LogLine): string {
  const text = tame(msg.replaceAll(/\s+/g, " "));
  const more = [
    ...(key === undefined || msg.includes(key) ? [] : [key]),
    ...(run === undefined ? [] : [`run ${run}`]),
    ...(worker === undefined || msg.includes(worker) ? [] : [`worker ${worker}`]),
  ];
  return more.length === 0 ? text : `${text} (${tame(more.join(", "))})`;
}
