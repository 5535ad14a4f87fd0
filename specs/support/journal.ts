import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file in which tasks of any process note that they ran. */
export class Journal implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
  readonly path = join(this.#folder, "journal");

  constructor() {
    writeFileSync(this.path, "");
  }

  get lines(): string[] {
    return readFileSync(this.path, "utf8").split("\n").slice(0, -1);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** A task that notes a word in the journal at `path` and returns it. */
export async function note(path: string, word: string): Promise<string> {
  const { appendFile } = await import("node:fs/promises");
  await appendFile(path, `${word}\n`);
  return word;
}
