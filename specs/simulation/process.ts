import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../../src/runtime/clock.ts";
import type { SimulatedClock } from "./clock.ts";

const present = new AsyncLocalStorage<SimulatedProcess>();

/**
 * A process of the simulation, or a thread of one: what its code does goes back to a timer or a message that
 * reached it. While it stands still nothing reaches it, and then all comes at once; when it is dead nothing does.
 */
export class SimulatedProcess implements Clock {
  readonly name: string;
  readonly #clock: SimulatedClock;
  readonly #whole: SimulatedProcess | null;
  /** What has come while it stands still; null while it runs. */
  #held: (() => void)[] | null = null;
  #dead = false;
  readonly #ends: (() => void)[] = [];

  /** `whole` is the process that a thread belongs to. */
  constructor(clock: SimulatedClock, name: string, whole: SimulatedProcess | null = null) {
    this.#clock = clock;
    this.name = name;
    this.#whole = whole;
  }

  /** The one whose code runs now. */
  static get present(): SimulatedProcess | undefined {
    return present.getStore();
  }

  /** It stands still. */
  get frozen(): boolean {
    return this.#held !== null;
  }

  get dead(): boolean {
    return this.#dead || this.#whole?.dead === true;
  }

  /** The process, of a thread too. */
  get whole(): SimulatedProcess {
    return this.#whole ?? this;
  }

  thread(name: string): SimulatedProcess {
    return new SimulatedProcess(this.#clock, name, this);
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, act: () => void): () => void {
    let wanted = true;
    const cancel = this.#clock.after(ms, () =>
      this.admit(() => {
        if (wanted) act();
      }),
    );
    return () => {
      wanted = false;
      cancel();
    };
  }

  soon(act: () => void): void {
    queueMicrotask(() => this.admit(act));
  }

  /** Something reaches it. */
  admit(act: () => void): void {
    if (this.#whole !== null) this.#whole.admit(() => this.#take(act));
    else this.#take(act);
  }

  /** It stands still from now on. */
  freeze(): void {
    this.#held ??= [];
  }

  thaw(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const act of held) this.#clock.after(0, () => this.admit(act));
  }

  /** Calls `act` when it dies. */
  atEnd(act: () => void): void {
    this.#whole?.atEnd(act);
    this.#ends.push(act);
  }

  kill(): void {
    this.#dead = true;
    this.#held = null;
    for (const end of this.#ends) end();
  }

  #take(act: () => void): void {
    if (this.#dead) return;
    if (this.#held !== null) this.#held.push(act);
    else present.run(this, act);
  }
}

declare global {
  /** Lets virtual time pass in the process whose code this is, for actors and tasks, which see nothing but globals. */
  var simulatedPause: (ms: number) => Promise<void>;
  /** Never returns, and keeps its thread from everything else. */
  var simulatedHang: () => Promise<never>;
}

globalThis.simulatedPause = (ms) =>
  new Promise((resolve) => {
    SimulatedProcess.present?.after(ms, resolve);
  });

globalThis.simulatedHang = () => {
  SimulatedProcess.present?.freeze();
  return new Promise(() => {});
};
