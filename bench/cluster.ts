import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { endPeer } from "./peer.ts";

/** Scheduler and workers of the command line, in a cluster of their own, which say what memory they take. */
export class BenchCluster implements AsyncDisposable {
  readonly #scheduler: ChildProcess;
  readonly #workers: readonly ChildProcess[];

  constructor(url: string, name: string, workers: number) {
    const place = ["--nats", url, "--cluster", name];
    const heap = new URL("./heap.ts", import.meta.url).href;
    const watched = ["--expose-gc", "--import", heap];
    this.#scheduler = start(["scheduler", ...place], watched);
    this.#workers = Array.from({ length: workers }, () => start(["worker", ...place], watched));
  }

  /** Bytes of heap and buffers that each process has in use after a garbage collection, but those of threads. */
  used(): Promise<{ readonly name: string; readonly pid: number; readonly bytes: number }[]> {
    const members = [this.#scheduler, ...this.#workers];
    return Promise.all(
      members.map(async (member, i) => {
        const name = i === 0 ? "scheduler" : `worker ${i}`;
        return { name, pid: member.pid as number, bytes: await ask(member, "used") };
      }),
    );
  }

  /** The same of all of them. */
  async usedBytes(): Promise<number> {
    return (await this.used()).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Bytes of memory that the scheduler's process has taken at most so far. */
  peakBytes(): Promise<number> {
    return ask(this.#scheduler, "peak");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#workers, this.#scheduler].map(endPeer));
  }
}

async function ask(member: ChildProcess, what: "used" | "peak"): Promise<number> {
  member.send(what);
  for (;;) {
    const [answer]: unknown[] = await once(member, "message");
    if (typeof answer === "number") return answer;
  }
}

function start(args: readonly string[], options: readonly string[]): ChildProcess {
  const program = new URL("./cli.js", import.meta.resolve("troupe"));
  return fork(program, args, {
    execArgv: [...process.execArgv, ...options],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
