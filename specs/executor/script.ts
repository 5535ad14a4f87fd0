import type { Code, Reference } from "../../dist/src/protocol/code.js";

export type Kind = "running" | "waiting" | "resumed" | "done" | "failed" | "returned";

/** One thing that the pool told. */
export interface Told {
  readonly kind: Kind;
  readonly key: string;
  readonly run: number;
  /** The result or the error. */
  readonly value?: unknown;
  readonly futures?: readonly string[];
}

/** What an actor gave or threw for a call. */
export interface Answered {
  readonly kind: "gave" | "threw";
  readonly caller: string;
  readonly number: number;
  readonly value: unknown;
  readonly references: readonly string[];
}

/** Stands for a dependency or a function among the arguments. */
export class Stand {
  readonly reference: Reference;

  constructor(reference: Reference) {
    this.reference = reference;
  }
}

export const reference = (value: object): Reference | undefined =>
  value instanceof Stand ? value.reference : Reflect.get(value, Symbol.for("troupe.reference"));

/** A function's source, or any other code. */
export type Program = string | Code;

/** What a run may have besides its function and arguments. */
export interface Extras {
  readonly run?: number;
  readonly attempt?: number;
  readonly timeout?: number;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly codes?: Readonly<Record<string, Program>>;
  /** On a thread of its own. */
  readonly aside?: boolean;
}

/** How an actor is made. */
export interface Making {
  readonly args?: readonly unknown[];
  readonly concurrency?: number;
  readonly isolated?: boolean;
  readonly timeout?: number;
  readonly chain?: readonly string[];
}

/** How an actor is called. */
export interface Calling {
  readonly caller?: string;
  readonly chain?: readonly string[];
  readonly timeout?: number;
}
