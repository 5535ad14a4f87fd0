/**
 * A function or class on its way: its own source, a built-in by its path from a global,
 * or an export of a module (`content` is the hash of the module's file).
 */
export type Code =
  | readonly ["source", name: string, text: string]
  | readonly ["builtin", path: string]
  | readonly ["module", url: string, exported: string, content: string];

/**
 * What stands for something that lives elsewhere: a future by its key, a function by the hash
 * of its code, an actor by its id and the worker that hosts it, a queue or lock by its name. One wire extension for all.
 */
export type Reference =
  | readonly ["future", key: string]
  | readonly ["code", hash: string]
  | readonly ["primitive", kind: string, name: string, setting: string] // "" for none
  | readonly ["actor", id: string, host: string];
