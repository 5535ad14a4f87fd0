/** Tells whether a decoded field is what the protocol says. */
export type Check<T> = (field: unknown) => field is T;

export const text = (field: unknown): field is string => typeof field === "string";
export const count = (field: unknown): field is number => typeof field === "number" && field >= 0;
export const flag = (field: unknown): field is boolean => typeof field === "boolean";
export const bytes = (field: unknown): field is Uint8Array => field instanceof Uint8Array;
export const nullable =
  <T>(check: Check<T>) =>
  (field: unknown): field is T | null =>
    field === null || check(field);
export const list =
  <T>(check: Check<T>) =>
  (field: unknown): field is readonly T[] =>
    Array.isArray(field) && field.every(check);
export const tuple =
  <T extends readonly unknown[]>(...checks: { [I in keyof T]: Check<T[I]> }) =>
  (field: unknown): field is T =>
    Array.isArray(field) && field.length === checks.length && checks.every((check, i) => check(field[i]));

export const texts = list(text);
