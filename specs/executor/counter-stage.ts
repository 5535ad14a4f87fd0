import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Making } from "./script.ts";
import { COUNTER } from "./sources.ts";
import { Stage } from "./stage.ts";

/** A pool of two threads for counters, whose methods can be kept spinning. */
export class CounterStage extends Stage {
  readonly #folder = mkdtempSync(join(tmpdir(), "troupe-"));
  /** The file by which a method says that it spins, and the one that ends this. */
  readonly begun = join(this.#folder, "begun");
  readonly over = join(this.#folder, "over");

  constructor() {
    super({ threads: 2 });
  }

  async make(key: string, making: Making = {}): Promise<void> {
    this.create(key, COUNTER, making);
    expect((await this.end(key)).kind).to.equal("done");
  }

  /** What the pool was told is on its way to the threads when its turn of the event loop ends. */
  async said(): Promise<void> {
    await new Promise(setImmediate);
  }

  /** Resolves when a method that spins has begun. */
  async spinning(): Promise<void> {
    while (!existsSync(this.begun)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async close(): Promise<void> {
    writeFileSync(this.over, "");
    await this.pool.close();
    rmSync(this.#folder, { recursive: true });
  }
}
