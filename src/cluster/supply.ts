import type { WorkerEffect } from "../../actors/worker/effects.ts";
import type { Assignment, Executor } from "../executor/executor.ts";
import type { Payload } from "../protocol/messages.ts";
import type { ResultStore } from "./result-store.ts";

type Execute = Extract<WorkerEffect, { readonly type: "execute" }>;

const NO_VALUES: ReadonlyMap<string, Payload> = new Map();

/** What a supply tells. */
export interface SupplyListener {
  /** A run was taken back before the executor got it. */
  returned(key: string, run: number): void;
  /** A result that should be in the store cannot be had from there. */
  mislaid(key: string): void;
}

/** Gives runs to the executor with the values that they need, once all of these are in memory. */
export class Supply {
  readonly #store: ResultStore;
  readonly #executor: () => Executor;
  readonly #listener: SupplyListener;
  /** Runs with values that are still being read. */
  readonly #reading = new Set<number>();

  constructor(store: ResultStore, executor: () => Executor, listener: SupplyListener) {
    this.#store = store;
    this.#executor = executor;
    this.#listener = listener;
  }

  execute(run: Execute): void {
    if (run.inline.length + run.kept.length === 0) return this.#start(run, NO_VALUES);
    const values = new Map(run.inline);
    const late: Promise<void>[] = [];
    for (const key of run.kept) {
      const value = this.#store.get(key);
      if (value instanceof Promise) late.push(this.#read(key, value, values));
      else if (value !== undefined) values.set(key, value);
    }
    if (late.length === 0) return this.#start(run, values);
    this.#reading.add(run.run);
    void Promise.all(late).then(
      () => {
        if (this.#reading.delete(run.run)) this.#start(run, values);
      },
      () => this.#takeBack(run.key, run.run),
    );
  }

  recall(key: string, run: number): void {
    if (!this.#takeBack(key, run)) this.#executor().recall(key, run);
  }

  abort(key: string, run: number, graceMs: number): void {
    if (!this.#takeBack(key, run)) this.#executor().abort(key, run, graceMs);
  }

  /** Keeps a result under another key as well. */
  copy(from: string, to: string): void {
    if (!this.#store.copy(from, to)) this.#listener.mislaid(to);
  }

  async #read(key: string, value: Promise<Payload>, values: Map<string, Payload>): Promise<void> {
    try {
      values.set(key, await value);
    } catch (error) {
      this.#listener.mislaid(key);
      throw error;
    }
  }

  #start(effect: Execute, values: Assignment["values"]): void {
    const { key, run, codes, args, attempt, timeout, place, chain } = effect;
    const assignment = { key, run, codes, args, values, attempt, timeout, chain };
    const executor = this.#executor();
    if (place === "slot") executor.execute(assignment);
    else if (place === "aside") executor.executeAside(assignment);
    else executor.actors.create(assignment, place);
  }

  #takeBack(key: string, run: number): boolean {
    if (!this.#reading.delete(run)) return false;
    this.#listener.returned(key, run);
    return true;
  }
}
