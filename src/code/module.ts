import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { ModuleFile } from "../protocol/code.ts";
import { CaptureError, SerializationError, TroupeError } from "../protocol/errors.ts";
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

/** Bytes that the file of a module may have to be sent. */
const FILE_BYTES = 64 << 20;

function fileUrl(url: URL | string): URL {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined;
  if (parsed?.protocol === "file:") return parsed;
  throw new CaptureError(
    `A module needs a file: URL, and got "${url}": write new URL("./tasks.js", import.meta.url).`,
  );
}

function read(url: URL): Uint8Array {
  try {
    return readFileSync(url);
  } catch (cause) {
    throw new CaptureError(`The module ${url.href} cannot be read: ${remedy(url)}.`, { cause });
  }
}

/** A TypeScript import names the file that will be there once it is compiled; here it is the one that is there. */
function remedy(url: URL): string {
  const source = new URL(url.href.replace(/js$/, "ts"));
  return source.href !== url.href && existsSync(source)
    ? `there is ${basename(decodeURIComponent(source.pathname))}, so write that, or compile it first`
    : "check its URL";
}

/** What Node.js takes a `.js` file at that place for: what the nearest package says. */
function formatOf(url: URL): "module" | "commonjs" {
  for (let folder = new URL(".", url); ; folder = new URL("..", folder)) {
    const file = new URL("package.json", folder);
    if (existsSync(file)) {
      const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
      const type =
        typeof parsed === "object" && parsed !== null && "type" in parsed ? parsed.type : undefined;
      return type === "module" ? "module" : "commonjs";
    }
    if (folder.pathname === new URL("..", folder).pathname) return "module";
  }
}

/** The file of a module, to be sent; throws `CaptureError` where it cannot be read. */
export function readModule(url: URL | string): ModuleFile {
  const file = fileUrl(url);
  const bytes = read(file);
  if (bytes.byteLength <= FILE_BYTES)
    return [
      contentHash(bytes),
      basename(decodeURIComponent(file.pathname)),
      formatOf(file),
      new Uint8Array(bytes),
    ];
  throw new SerializationError(
    `The module ${file.href} takes ${bytes.byteLength} bytes; ${FILE_BYTES} are allowed. Send a smaller one.`,
    "url",
  );
}

function standIn(url: URL, exported: string, content: () => string): () => never {
  const refuse = (): never => {
    throw new TroupeError(
      `"${exported}" of ${url.href} runs on workers only: submit it, as in client.submit(tasks.${exported}, …).`,
    );
  };
  Object.defineProperty(refuse, "name", { value: exported });
  exports.set(refuse, { url: url.href, exported, content });
  return refuse;
}

/** The exports of the module at a file: URL, to be submitted by name; loads nothing here. */
export function remoteModule<Exports extends object>(url: URL | string): RemoteModule<Exports> {
  const file = fileUrl(url);
  const standIns = new Map<string, () => never>();
  let hash: string | undefined;
  const content = (): string => {
    hash ??= contentHash(read(file));
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
