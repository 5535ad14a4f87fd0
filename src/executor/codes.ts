import { loadCode } from "../code/load.ts";
import { decodeBatch } from "../codec/batch.ts";
import type { Code } from "../protocol/code.ts";
import { ProtocolError, TaskError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import { context, getClient, getSelf, getTask, getWorker, rejoin, secede } from "./context.ts";
import { atHome } from "./modules.ts";

const scope = { getClient, getSelf, getTask, getWorker, rejoin, secede };

type Callable = (...args: readonly unknown[]) => unknown;

interface Loaded {
  readonly value: unknown;
  readonly call: Callable;
}

/** Whether code can come upon `getClient`: built-ins cannot, and source only by that name or by importing it. */
const usesClient = (code: Code): boolean =>
  code[0] === "module" || (code[0] === "source" && /\b(?:getClient|getSelf|import)\b/.test(code[2]));

function callable(value: unknown): Callable {
  if (typeof value !== "function") {
    return () => {
      throw new TaskError(
        `What was submitted is no function but of type ${typeof value}: submit a function.`,
      );
    };
  }
  if (!/^class\b/.test(Function.prototype.toString.call(value))) return value as Callable;
  return () => {
    throw new TaskError(
      `${value.name} is a class, which cannot be called: submit a function that makes a new one.`,
    );
  };
}

/** The functions and classes that a thread knows. Each is loaded once, when it is first needed. */
export class Codes {
  readonly #openClient: () => Promise<void>;
  readonly #modules: string;
  readonly #pieces = new Map<string, Payload>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #loaded = new Map<string, Loaded>();

  /** `modules` is the folder of the modules that clients have sent. */
  constructor(openClient: () => Promise<void>, modules: string) {
    this.#openClient = openClient;
    this.#modules = modules;
  }

  learn(hash: string, bytes: Payload): void {
    this.#pieces.set(hash, bytes);
  }

  has(hashes: readonly string[]): boolean {
    for (const hash of hashes) if (!this.#loaded.has(hash)) return false;
    return true;
  }

  /** Rejects with what loading threw; the next one who needs it tries again. */
  async load(hashes: readonly string[]): Promise<void> {
    await Promise.all(hashes.map((hash) => this.#loading.get(hash) ?? this.#begin(hash)));
  }

  value(hash: string): unknown {
    return this.#find(hash).value;
  }

  call(hash: string, args: readonly unknown[]): unknown {
    const { call } = this.#find(hash); // not as a method: a function sent by itself has no this
    return call(...args);
  }

  #find(hash: string): Loaded {
    const loaded = this.#loaded.get(hash);
    if (loaded !== undefined) return loaded;
    throw new ProtocolError(`Code ${hash} was not announced with the task that uses it.`);
  }

  #begin(hash: string): Promise<void> {
    // What a module starts while it loads belongs to no task.
    const loading = context.exit(() => this.#load(hash));
    this.#loading.set(hash, loading);
    loading.catch(() => this.#loading.delete(hash));
    return loading;
  }

  async #load(hash: string): Promise<void> {
    const bytes = this.#pieces.get(hash);
    if (bytes === undefined) throw new ProtocolError(`Code ${hash} never came.`);
    const [code] = decodeBatch(bytes) as [Code];
    if (usesClient(code)) await this.#openClient();
    const value = await loadCode(atHome(code, this.#modules), scope);
    this.#loaded.set(hash, { value, call: callable(value) });
  }
}
