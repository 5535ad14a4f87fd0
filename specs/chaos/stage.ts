import { setTimeout as delay } from "node:timers/promises";
import { type NatsServer, startNatsServer } from "../../dist/src/bus/server.js";
import { Command } from "../support/command.ts";
import { descendants } from "../support/family.ts";
import type { Fault, Role } from "./faults.ts";

const WORKERS = 3;
/** How long somebody takes to start again by hand what has died, ms. */
const BY_HAND_MS = 500;

/** What tells the processes of each role from all others. */
const COMMANDS: Readonly<Record<Role, RegExp>> = {
  worker: /cli\.js worker( |$)/,
  scheduler: /cli\.js scheduler( |$)/,
  "nats-server": /^\S*nats-server /,
};

/** A cluster of real processes, each of which is started again when it dies. */
export interface Stage {
  readonly url: string;
  /** What the processes have said. */
  readonly log: string;
  close(): Promise<void>;
}

/** As `troupe up` starts it: a supervisor keeps scheduler, workers and server. */
export async function supervised(): Promise<Stage> {
  const command = new Command(["up", "--workers", String(WORKERS), "--threads", "2"]);
  await command.said("Ctrl-C ends them");
  const url = / at (nats:\S+);/.exec(command.text)?.[1] ?? "";
  return {
    url,
    get log() {
      return command.text;
    },
    close: () => command[Symbol.asyncDispose](),
  };
}

/** Each process started by hand, and by hand again when it has died. */
export async function byHand(): Promise<Stage> {
  const server = await startNatsServer({ jetstream: true });
  const posts = [
    ["scheduler"],
    ...Array.from({ length: WORKERS }, (_, i) => ["worker", "--name", `worker-${i}`, "--threads", "2"]),
  ].map((args) => new Post([...args, "--nats", server.url]));
  const attendant = new Attendant(server);
  return {
    url: server.url,
    get log() {
      return posts.map((post) => post.log).join("\n");
    },
    close: async () => {
      await Promise.all(posts.map((post) => post.close()));
      await attendant.close();
    },
  };
}

/** One process after the other with the same command line. */
class Post {
  readonly #commands: Command[] = [];
  #closed = false;

  constructor(args: readonly string[]) {
    void this.#keep(args);
  }

  get log(): string {
    return this.#commands.map(({ pid, text }) => `-- ${pid}\n${text}`).join("\n");
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#commands.at(-1)?.[Symbol.asyncDispose]();
  }

  async #keep(args: readonly string[]): Promise<void> {
    while (!this.#closed) {
      const command = new Command(args);
      this.#commands.push(command);
      await command.ended;
      await delay(BY_HAND_MS);
    }
  }
}

/** Starts a server again when it has died. */
class Attendant {
  #server: NatsServer;
  #closed = false;
  readonly #keeping: Promise<void>;

  constructor(server: NatsServer) {
    this.#server = server;
    this.#keeping = this.#keep();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#server.close();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#server.exited;
      if (this.#closed) return;
      await delay(BY_HAND_MS);
      this.#server = await this.#server.revive();
      if (this.#closed) await this.#server.close();
    }
  }
}

/** Has a fault happen to one of the processes that this one has started; resolves to what was done. */
export async function strike({ role, blow, which }: Fault): Promise<string> {
  const victims = descendants().filter(({ command }) => COMMANDS[role].test(command));
  const pid = victims[Math.floor(which * victims.length)]?.pid;
  if (pid === undefined) return `no ${role} is there`;
  if (blow[0] === "kill") {
    signal(pid, "SIGKILL");
    return `${role} ${pid} killed`;
  }
  signal(pid, "SIGSTOP");
  await delay(blow[1]);
  // Another process may have its number by now.
  if (descendants().some((other) => other.pid === pid)) signal(pid, "SIGCONT");
  return `${role} ${pid} frozen for ${blow[1]} ms`;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}
