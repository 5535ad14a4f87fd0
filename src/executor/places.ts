import type { Profiler } from "node:inspector";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Frame } from "../profile/branch.ts";
import { ANONYMOUS, type Kind, type Places, SENT } from "../profile/fold.ts";
import { PACKAGE } from "./modules.ts";

/** What troupe is made of, and what loads TypeScript: nothing of what a user wrote. */
const PARTS = /\/node_modules\/(?:@msgpack|@nats-io|eslint-scope|acorn|esbuild|nats|rxjs|tslib|tsx|xstate)\//;
/** Compiled when it is loaded: the places that V8 knows are those of what came of it. */
const COMPILED = /\.[cm]?tsx?$/;
/** What Node.js calls the source that registers a loader in a thread. */
const BOOTSTRAP = "[worker eval]";
/** What evaluates functions that were sent as source has a place of its own, for their imports. */
const EVALUATOR = pathToFileURL(join(process.cwd(), "troupe")).href;
/** A name that a function is given by what is before it, be it the argument of a compiler's helper. */
const GIVEN = /([\w$]+)\s*(?::[^=,(]*)?[=:]\s*(?:[\w$]+\(\s*)?(?:async\s*)?(?:function\s*\*?\s*)?\(?$/;

/** Where something is in its source, from 0, and the line as far as that. */
export type Origin = readonly [line: number, column: number, before: string];

/** A place in a file as it was loaded. */
export type Position = readonly [url: string, line: number, column: number];

const identity = ([url, line, column]: Position) => `${url}:${line}:${column}`;

/** Where the functions of a profile are, for people. */
export class SourcePlaces implements Places {
  /** Folders of this package's own code, as they are in urls. */
  readonly #own: readonly string[];
  /** Url of the folder of modules that clients have sent. */
  readonly #modules: string;
  readonly #kinds = new Map<string, Kind>();
  readonly #origins = new Map<string, Origin | null>();

  /** `modules` is the folder of the modules that clients have sent. */
  constructor(modules: string) {
    this.#modules = `${pathToFileURL(modules).href}/`;
    this.#own = ["src/", "actors/", "dist/"].map((folder) => new URL(folder, PACKAGE).href);
  }

  kind(url: string): Kind {
    let kind = this.#kinds.get(url);
    if (kind === undefined) {
      kind = this.#look(url);
      this.#kinds.set(url, kind);
    }
    return kind;
  }

  frame({ functionName, url, lineNumber, columnNumber }: Profiler.ProfileNode["callFrame"]): Frame {
    const origin = this.#origins.get(identity([url, lineNumber, columnNumber]));
    const [line, column] = origin ?? [lineNumber, columnNumber];
    const given = origin === undefined || origin === null ? undefined : GIVEN.exec(origin[2])?.[1];
    const name = functionName || given || ANONYMOUS;
    return { name, url: this.#shared(url), line: line + 1, column: column + 1 };
  }

  /** The places whose sources are not known yet. */
  unknown(nodes: readonly Profiler.ProfileNode[]): Position[] {
    const found = new Map<string, Position>();
    for (const { callFrame } of nodes) {
      const { functionName, url, lineNumber, columnNumber } = callFrame;
      const position: Position = [url, lineNumber, columnNumber];
      const hidden = url.startsWith(SENT) ? functionName === "" : COMPILED.test(url);
      if (!hidden || this.kind(url) !== "user") continue;
      if (!this.#origins.has(identity(position))) found.set(identity(position), position);
    }
    return [...found.values()];
  }

  /** Where these are in their sources; null for those of which nobody knows. */
  learn(positions: readonly Position[], origins: readonly (Origin | null)[]): void {
    for (const [i, position] of positions.entries())
      this.#origins.set(identity(position), origins[i] ?? null);
  }

  #look(url: string): Kind {
    if (url === "" || url.startsWith("node:")) return "runtime";
    if (url === BOOTSTRAP || url === EVALUATOR || PARTS.test(url)) return "troupe";
    return this.#own.some((folder) => url.startsWith(folder)) ? "troupe" : "user";
  }

  /** A module that a client has sent is in another folder on each worker. */
  #shared(url: string): string {
    return url.startsWith(this.#modules) ? `module:${url.slice(this.#modules.length)}` : url;
  }
}

/** The source of a function that says within a thread where functions are in what they were made from. */
export const TRACE_BACK = String((positions: readonly Position[]): (Origin | null)[] => {
  const { findSourceMap } = process.getBuiltinModule("node:module");
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const evaluated = Reflect.get(globalThis, Symbol.for("troupe.sources")) as Map<string, string> | undefined;
  const texts = new Map<string, readonly string[]>();
  return positions.map(([url, line, column]) => {
    const program = evaluated?.get(url);
    if (program !== undefined) return [line, column, program.split("\n")[line]?.slice(0, column) ?? ""];
    const entry = findSourceMap(url)?.findEntry(line, column);
    if (entry === undefined || !("originalLine" in entry)) return null;
    const { originalSource: source, originalLine, originalColumn } = entry;
    try {
      if (!texts.has(source)) texts.set(source, readFileSync(new URL(source), "utf8").split("\n"));
    } catch {
      texts.set(source, []); // the map alone has travelled
    }
    const text = texts.get(source)?.[originalLine] ?? "";
    return [originalLine, originalColumn, text.slice(0, originalColumn)];
  });
});
