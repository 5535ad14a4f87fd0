import type { Tables } from "./tables.ts";

/** One task less runs a piece of code. */
export function leaveCode(tables: Tables, hash: string): void {
  const code = tables.codes.get(hash);
  if (code === undefined) return;
  code.tasks--;
  forgetCode(tables, hash);
}

/** One task more runs a piece of code. */
export function useCode(tables: Tables, hash: string): void {
  const code = tables.codes.get(hash);
  if (code !== undefined) code.tasks++;
}

/** Drops a piece of code that neither a client nor a task has a use for. */
export function forgetCode(tables: Tables, hash: string): void {
  const code = tables.codes.get(hash);
  if (code === undefined || code.tasks > 0 || code.owners.size > 0) return;
  tables.codes.delete(hash);
  tables.durations.forget(hash);
}

/** The same list for all tasks that run the same code and nothing else. */
export function shared(tables: Tables, codes: readonly string[]): readonly string[] {
  const [only] = codes;
  return codes.length === 1 && only !== undefined ? (tables.codes.get(only)?.alone ?? codes) : codes;
}
