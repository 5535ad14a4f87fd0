import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ConnectionError } from "../protocol/errors.ts";

/** A child that ends within this time after it was asked to need not be killed, ms. */
const GRACE_MS = 3000;

/** The command line's entry, compiled or not as this file is. */
const CLI = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../cli.ts" : "../cli.js", import.meta.url),
);

/** Options of Node.js that say what this very program is, or let somebody look on. */
const OWN = /^--?(e|p|pe|eval|print|input-type|i|interactive|c|check|(inspect|watch|test)(-[a-z-]+)?)(=|$)/;
/** Those of them whose value is the next argument. */
const FOLLOWED = new Set(["-e", "-p", "-pe", "--eval", "--print", "--input-type", "--watch-path"]);

/** The options of this process that another of the same package needs, such as its loaders. */
function inherited(): string[] {
  return process.execArgv.filter((arg, i, all) => !OWN.test(arg) && !FOLLOWED.has(all[i - 1] ?? ""));
}

/** A process of the command line, which lives no longer than this one. */
export class Child {
  readonly #process: ChildProcess;
  /** Resolves when it has said that it is at work; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves with a text about how it ended. */
  readonly ended: Promise<string>;
  /** Resolves when it has said that it only has to end. */
  readonly departed: Promise<void>;

  constructor(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>) {
    // The channel is how the child learns that its parent is gone.
    const child = spawn(process.execPath, [...inherited(), CLI, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process = child;
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      child.once("error", (error) => resolve(error.message));
    });
    this.departed = new Promise((resolve) => {
      child.on("message", (word) => {
        if (word === "departed") resolve();
      });
    });
    this.ready = new Promise((resolve, reject) => {
      child.on("message", (word) => {
        if (word === "ready") resolve();
      });
      void this.ended.then((how) => reject(new ConnectionError(`troupe ${args[0]} did not start: ${how}.`)));
    });
    this.ready.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves when it is known whether it has departed: what it said of that before comes first. */
  async settled(): Promise<void> {
    const here = new Promise<void>((resolve) => {
      const hear = (word: unknown) => {
        if (word !== "here") return;
        this.#process.off("message", hear);
        resolve();
      };
      this.#process.on("message", hear);
    });
    this.#say("here?");
    await Promise.race([here, this.departed, this.ended]);
  }

  /** Asks it to end when its work has; resolves when it has ended. */
  async retire(): Promise<void> {
    this.#say("retire");
    await this.ended;
  }

  /** Asks it to end now, and kills it when it does not. */
  async end(): Promise<void> {
    this.#say("stop");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  #say(word: string): void {
    if (this.#process.connected) this.#process.send(word, () => {});
  }
}
