import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { History } from "../linearizability/history.ts";
import { fade, type Histories, lose } from "./verdict.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

type Line =
  | readonly ["call", kind: keyof Histories, number: number, object: string, request: unknown, at: number]
  | readonly ["return", kind: keyof Histories, number: number, reply: unknown, at: number];

/** A client in a process of its own; what it does is recorded here, by a clock that all processes share. */
export class Villager {
  readonly #name: string;
  readonly #histories: Histories;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #ends = new Map<number, (reply: unknown, at: number) => void>();
  readonly #looks = new Set<() => void>();
  #returns = 0;

  constructor(url: string, name: string, seed: number, histories: Histories) {
    this.#name = name;
    this.#histories = histories;
    const args = ["--import", "tsx", CHILD, url, name, String(seed)];
    this.#child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#closed = once(this.#child, "close");
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("A child without an output.");
    createInterface(stdout).on("line", (line) => this.#hear(JSON.parse(line) as Line));
  }

  /** Resolves when so much of what it asked was answered; rejects when it ends before. */
  async answered(count: number): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      this.#looks.add(() => {
        if (this.#returns >= count) resolve();
      });
    });
    const ended = this.#closed.then(() => {
      throw new Error(`${this.#name} ended by itself.`);
    });
    await Promise.race([enough, ended]);
  }

  /** Kills it in the midst of what it does. */
  async kill(): Promise<void> {
    fade(this.#histories, this.#name);
    this.#child.kill("SIGKILL");
    await this.#closed;
    lose(this.#histories, this.#name);
  }

  #hear(line: Line): void {
    if (line[0] === "call") {
      const [, kind, number, object, request, at] = line;
      const history = this.#histories[kind] as History<unknown, unknown>;
      this.#ends.set(number, history.call(this.#name, object, request, at));
      return;
    }
    const [, , number, reply, at] = line;
    this.#ends.get(number)?.(reply, at);
    this.#returns++;
    for (const look of this.#looks) look();
  }
}
