import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { endPeer } from "./peer.ts";

/** Scheduler and workers of the command line, in a cluster of their own; the scheduler says what memory it takes. */
export class BenchCluster implements AsyncDisposable {
  readonly #scheduler: ChildProcess;
  readonly #workers: readonly ChildProcess[];

  constructor(url: string, name: string, workers: number) {
    const place = ["--nats", url, "--cluster", name];
    const heap = new URL("./heap.ts", import.meta.url).href;
    this.#scheduler = start(["scheduler", ...place], ["--expose-gc", "--import", heap]);
    this.#workers = Array.from({ length: workers }, () => start(["worker", ...place], []));
  }

  /** Bytes of heap and buffers in use after a garbage collection. */
  usedBytes(): Promise<number> {
    return this.#ask("used");
  }

  /** Bytes of memory that the scheduler's process has taken at most so far. */
  peakBytes(): Promise<number> {
    return this.#ask("peak");
  }

  async #ask(what: "used" | "peak"): Promise<number> {
    this.#scheduler.send(what);
    for (;;) {
      const [answer]: unknown[] = await once(this.#scheduler, "message");
      if (typeof answer === "number") return answer;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#workers, this.#scheduler].map(endPeer));
  }
}

function start(args: readonly string[], options: readonly string[]): ChildProcess {
  const program = new URL("./cli.js", import.meta.resolve("troupe"));
  return fork(program, args, {
    execArgv: [...process.execArgv, ...options],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
