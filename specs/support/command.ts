import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/src/cli.js", import.meta.url));

/** How a command ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The command `troupe` in a process of its own, started as a user does. */
export class Command implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  readonly #looks = new Set<() => void>();
  readonly ended: Promise<Ending>;

  /** `limit` is what a shell does first in its process, such as `ulimit -n 64`. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, limit = ":") {
    const command = ["-c", `${limit}; exec "$0" "$@"`, process.execPath, CLI, ...args];
    this.#child = spawn("/bin/sh", command, {
      env: { ...process.env, TROUPE_LOG_FORMAT: "pretty", ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface(stream).on("line", (line) => {
        this.#lines.push(line);
        for (const look of this.#looks) look();
      });
    }
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      for (const look of this.#looks) look();
      return { code, signal };
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Everything that it has said. */
  get text(): string {
    return this.#lines.join("\n");
  }

  /** Resolves when it has said that; rejects when it ends without. */
  async said(words: string): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (this.text.includes(words)) resolve();
        else if (this.#child.exitCode !== null || this.#child.signalCode !== null)
          reject(new Error(`It ended without "${words}":\n${this.text}`));
      };
      this.#looks.add(look);
      look();
    });
    return this;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.ended;
  }
}

/** `troupe scheduler` for a cluster, once it leads. */
export function startScheduler(nats: string, ...args: readonly string[]): Promise<Command> {
  return new Command(["scheduler", "--nats", nats, ...args]).said("scheduler of cluster");
}

/** `troupe worker` for a cluster, once it has joined. */
export function startWorker(nats: string, ...args: readonly string[]): Promise<Command> {
  return new Command(["worker", "--nats", nats, ...args]).said("joined cluster");
}
