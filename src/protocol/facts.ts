/**
 * What outlives every scheduler where there is a store: names under which keys are published, tasks that are kept
 * until they are done, and what those, and the futures inside primitives, are made of.
 */

import type { ModuleFile } from "./code.ts";
import { bytes, nullable, type Shapes, text, texts } from "./fields.ts";
import type { Payload, Terms } from "./messages.ts";
import { moduleFile, terms } from "./shapes.ts";

export type Fact =
  | readonly ["code", hash: string, code: Payload]
  | readonly ["module", file: ModuleFile]
  | readonly [
      "task",
      key: string,
      codes: readonly string[],
      args: Payload,
      dependencies: readonly string[],
      terms: Terms | null, // null for a task like most
    ]
  | readonly ["value", key: string, value: Payload] // a small one
  | readonly ["elsewhere", key: string] // its value is with workers, or a client has it or will
  | readonly ["inside", key: string, futures: readonly string[]] // of its value, or the last that it had
  | readonly ["kept", key: string, keepers: readonly string[]] // addresses of clients
  | readonly ["name", name: string, key: string];

/** A fact, in place of what was so of its subject before; or nothing is so any more. */
export type Change = Fact | readonly ["void", subject: string];

/** What a fact is about. */
export function subjectOf(fact: Fact): string {
  switch (fact[0]) {
    case "module":
      return `module ${fact[1][0]}`;
    case "task":
    case "value":
    case "elsewhere":
      return subjectOfKey(fact[1]);
    default:
      return `${fact[0]} ${fact[1]}`;
  }
}

/** Of what a key is; who keeps it and what is inside are other matters. */
export const subjectOfKey = (key: string): string => `key ${key}`;

export const changeShapes: Shapes<Change> = {
  code: [text, bytes],
  module: [moduleFile],
  task: [text, texts, bytes, texts, nullable(terms)],
  value: [text, bytes],
  elsewhere: [text],
  inside: [text, texts],
  kept: [text, texts],
  name: [text, text],
  void: [text],
};
