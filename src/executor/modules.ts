import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Code, ModuleFile } from "../protocol/code.ts";

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

  keep([content, name, format, bytes]: ModuleFile): void {
    if (!existsSync(this.folder)) this.#furnish();
    const folder = join(this.folder, content);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: format }));
    writeFileSync(join(folder, name), bytes);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** Packages are looked for from the inside out. */
  #furnish(): void {
    mkdirSync(this.#root, { mode: 0o700 });
    mkdirSync(join(this.#root, "node_modules"));
    mkdirSync(this.folder);
    symlinkSync(fileURLToPath(PACKAGE), join(this.#root, "node_modules", "troupe"), "junction");
    symlinkSync(join(process.cwd(), "node_modules"), join(this.folder, "node_modules"), "junction");
  }
}

/** Code as it is to be loaded by a thread: an export of a module that a client has sent comes from its file here. */
export function atHome(code: Code, folder: string): Code {
  if (code[0] !== "module") return code;
  const [kind, url, exported, content] = code;
  const file = join(folder, content, basename(decodeURIComponent(new URL(url).pathname)));
  return existsSync(file) ? [kind, pathToFileURL(file).href, exported, content] : code;
}
