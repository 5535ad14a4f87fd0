import type { Payload } from "../protocol/messages.ts";
import type { ExecutorListener } from "./executor.ts";

/** What watchers are told, each under the number of its watch. */
type WatchListener = Pick<ExecutorListener, "snapshot" | "emitted" | "threw">;

/** A machine as those see it who watch. */
interface Watched {
  /** The present one, or the last. */
  snapshot: Payload;
  ended: boolean;
  readonly watches: Set<Watch>;
}

interface Watch {
  readonly caller: string;
  readonly number: number;
  readonly machine: Watched;
}

/**
 * The machines of a worker, and who watches them. All who watch hear the same in the same order, and first of
 * all the present snapshot; of a machine that has come to its end the last one is kept.
 */
export class Watches {
  readonly #listener: WatchListener;
  readonly #machines = new Map<string, Watched>();
  readonly #callers = new Map<string, Map<number, Watch>>();

  constructor(listener: WatchListener) {
    this.#listener = listener;
  }

  /** Whether a machine has come to its end by itself. */
  ended(key: string): boolean {
    return this.#machines.get(key)?.ended === true;
  }

  /** A machine has its first snapshot, or another one. */
  snapshot(key: string, snapshot: Payload, last: boolean): void {
    const machine = this.#machines.get(key) ?? { snapshot, ended: last, watches: new Set() };
    this.#machines.set(key, machine);
    machine.snapshot = snapshot;
    machine.ended = last;
    for (const { caller, number } of machine.watches) this.#listener.snapshot(caller, number, snapshot);
    if (last) this.#release(machine);
  }

  /** A machine has emitted an event. */
  emitted(key: string, event: Payload): void {
    for (const { caller, number } of this.#machines.get(key)?.watches ?? [])
      this.#listener.emitted(caller, number, event);
  }

  /** Somebody watches from now on; false where there is no such machine. */
  watch(caller: string, number: number, key: string): boolean {
    const machine = this.#machines.get(key);
    if (machine === undefined) return false;
    this.#listener.snapshot(caller, number, machine.snapshot);
    if (machine.ended) return true;
    const watch = { caller, number, machine };
    machine.watches.add(watch);
    const watches = this.#callers.get(caller) ?? new Map<number, Watch>();
    this.#callers.set(caller, watches.set(number, watch));
    return true;
  }

  /** Somebody watches no more. */
  withdraw(caller: string, number: number): void {
    const watch = this.#callers.get(caller)?.get(number);
    if (watch !== undefined) this.#remove(watch);
  }

  /** A caller is gone. */
  forsake(caller: string): void {
    for (const watch of this.#callers.get(caller)?.values() ?? []) this.#remove(watch);
  }

  /** A machine is no more, whatever it was doing. */
  end(key: string, death: () => Payload): void {
    const machine = this.#machines.get(key);
    if (machine === undefined) return;
    this.#machines.delete(key);
    for (const { caller, number } of machine.watches) this.#listener.threw(caller, number, death());
    this.#release(machine);
  }

  #release({ watches }: Watched): void {
    for (const watch of watches) this.#remove(watch);
  }

  #remove(watch: Watch): void {
    const { caller, number, machine } = watch;
    machine.watches.delete(watch);
    const watches = this.#callers.get(caller);
    watches?.delete(number);
    if (watches?.size === 0) this.#callers.delete(caller);
  }
}
