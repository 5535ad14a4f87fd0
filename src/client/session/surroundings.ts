/** What ends with the code that began it. */
export interface Adoptable {
  readonly ended: boolean;
  end(): void;
}

/**
 * Where code that uses a client runs. In a task, a wait gives the task's slot away, what it
 * submits names it as parent, and its futures' holds end with it; elsewhere none of that.
 */
export interface Surroundings {
  /** A wait on a future begins; the returned function says that it is over. */
  wait(): () => void;
  /** Key of the task that submits. */
  parent(): string | null;
  /** Takes charge of a hold, which ends when the task or actor has ended, unless it has ended before. */
  adopt(hold: Adoptable): void;
  /** Ids of the turns of actors that this code comes of, its own the last. */
  chain(): readonly string[];
  /** Aborts when nobody wants the task any more, or its time is up; null where there is none. */
  signal(): AbortSignal | null;
}

const NONE: readonly never[] = [];
const nothing = (): void => {};

/** Outside of any task. */
export const OUTSIDE: Surroundings = {
  wait: () => nothing,
  parent: () => null,
  adopt: () => {},
  chain: () => NONE,
  signal: () => null,
};
