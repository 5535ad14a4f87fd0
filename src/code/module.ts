import { readFileSync } from "node:fs";
import { CaptureError, TroupeError } from "../protocol/errors.ts";
import { contentHash } from "./hash.ts";

/** The exports of a module that only workers load: each can be submitted, none can be called here. */
export type RemoteModule<Exports> = { readonly [Name in keyof Exports]: Exports[Name] };

/** One export of a module, as its stand-in in the client knows it. */
export interface ModuleExport {
  readonly url: string;
  readonly exported: string;
  /** Hash of the module's file, taken when the first of its exports is sent; a `CaptureError` when unreadable. */
  content(): string;
}

const exports = new WeakMap<object, ModuleExport>();

/** What a stand-in made by `remoteModule` stands for, `undefined` for any other function. */
export function moduleExport(fn: object): ModuleExport | undefined {
  return exports.get(fn);
}

function fileUrl(url: URL | string): URL {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined;
  if (parsed?.protocol === "file:") return parsed;
  throw new CaptureError(
    `remoteModule needs the file: URL of a module, and got "${url}": ` +
      `write remoteModule(new URL("./tasks.js", import.meta.url)).`,
  );
}

function fileHash(url: URL): string {
  try {
    return contentHash(readFileSync(url));
  } catch (cause) {
    throw new CaptureError(`The module ${url.href} cannot be read: check the URL given to remoteModule.`, {
      cause,
    });
  }
}

function standIn(url: URL, exported: string, content: () => string): () => never {
  const refuse = (): never => {
    throw new TroupeError(
      `"${exported}" of ${url.href} runs on workers only: submit it, as in client.submit(tasks.${exported}, …).`,
    );
  };
  exports.set(refuse, { url: url.href, exported, content });
  return refuse;
}

/** The exports of the module at a file: URL, to be submitted by name; loads nothing here. */
export function remoteModule<Exports extends object>(url: URL | string): RemoteModule<Exports> {
  const file = fileUrl(url);
  const standIns = new Map<string, () => never>();
  let hash: string | undefined;
  const content = (): string => {
    hash ??= fileHash(file);
    return hash;
  };
  const none = Object.freeze(Object.create(null)) as RemoteModule<Exports>;
  return new Proxy(none, {
    get(_, name) {
      // A module that had a `then` would be called by each `await` that sees it.
      if (typeof name === "symbol" || name === "then") return undefined;
      let found = standIns.get(name);
      if (found === undefined) {
        found = standIn(file, name, content);
        standIns.set(name, found);
      }
      return found;
    },
  });
}
