import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Code, ModuleFile } from "../protocol/code.ts";
import type { LogLine } from "../protocol/log-line.ts";

/** The root of this package, seen from `src/executor` and from `dist/src/executor`. */
export const PACKAGE = new URL(import.meta.url.endsWith(".ts") ? "../.." : "../../..", import.meta.url);

/**
 * Files of modules that clients have sent, in a folder of this worker, each by the hash of its content. There
 * they find the packages of the working directory, and this one.
 */
export class Modules {
  readonly #root = join(tmpdir(), `troupe-modules-${randomBytes(8).toString("hex")}`);
  /** Where they are; nothing is there before the first has come. */
  readonly folder = join(this.#root, "files");
  readonly #log: (line: LogLine) => void;

  constructor(log: (line: LogLine) => void) {
    this.#log = log;
  }

  /** Where there is no room for it that is said, and tasks that need it fail. */
  keep(file: ModuleFile): void {
    try {
      this.#write(file);
    } catch (error) {
      const msg = `the module ${file[1]} that was uploaded cannot be kept in ${tmpdir()}, so tasks that need it fail: ${String(error)}`;
      this.#log({ level: "error", msg, error: String(error) });
    }
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #write([content, name, format, bytes]: ModuleFile): void {
    if (!existsSync(this.folder)) this.#furnish();
    const folder = join(this.folder, content);
    mkdirSync(folder, { recursive: true });
    replace(join(folder, "package.json"), JSON.stringify({ type: format }));
    replace(join(folder, name), bytes);
  }

  /** Packages are looked for from the inside out. The folder itself comes last: it is there when all is. */
  #furnish(): void {
    this.remove();
    const draft = `${this.folder}.new`;
    mkdirSync(this.#root, { mode: 0o700 });
    mkdirSync(join(this.#root, "node_modules"));
    mkdirSync(draft);
    symlinkSync(fileURLToPath(PACKAGE), join(this.#root, "node_modules", "troupe"), "junction");
    symlinkSync(join(process.cwd(), "node_modules"), join(draft, "node_modules"), "junction");
    renameSync(draft, this.folder);
  }
}

/** Writes a file that a thread may be about to read: it is there as a whole, or as it was before. */
function replace(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

/** Code as it is to be loaded by a thread: an export of a module that a client has sent comes from its file here. */
export function atHome(code: Code, folder: string): Code {
  if (code[0] !== "module") return code;
  const [kind, url, exported, content] = code;
  const file = join(folder, content, basename(decodeURIComponent(new URL(url).pathname)));
  return existsSync(file) ? [kind, pathToFileURL(file).href, exported, content] : code;
}
