/**
 * A function or class on its way: its own source, a built-in by its path from a global,
 * or an export of a module (`content` is the hash of the module's file).
 */
export type Code =
  | readonly ["source", name: string, text: string]
  | readonly ["builtin", path: string]
  | readonly ["module", url: string, exported: string, content: string];

/** What an actor is made from: an instance of a class, or the logic of a machine. */
export type ActorForm = "object" | "machine";

/** What stands for an actor: with it anybody can call the actor. */
export type ActorReference = readonly [
  kind: "actor",
  key: string,
  host: string, // address of the worker on which it lives
  form: ActorForm,
  name: string, // of its class or machine, for people
  timeout: number, // of each call, ms; 0 for none
];

/**
 * What stands for something that lives elsewhere: a future by its key, a function by the hash
 * of its code, an actor, a primitive by its kind and name. One wire extension for all.
 */
export type Reference =
  | readonly ["future", key: string]
  | readonly ["code", hash: string]
  | readonly ["primitive", kind: string, name: string, setting: string] // "" for none
  | ActorReference;

/** A module's file: what it goes by is the hash of its content. */
export type ModuleFile = readonly [
  content: string,
  name: string, // of the file, without folders
  format: string, // of a package with such files: "module" or "commonjs"
  bytes: Uint8Array,
];
