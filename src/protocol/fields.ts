import { ProtocolError } from "./errors.ts";

/** Tells whether a decoded field is what the protocol says. */
export type Check<T> = (field: unknown) => field is T;

type Tail<M> = M extends readonly [unknown, ...infer Fields] ? Fields : never;

type Checks<Fields extends readonly unknown[]> = { readonly [I in keyof Fields]: Check<Fields[I]> };

/** A message: its kind, then its fields. */
type Labelled = readonly [string, ...unknown[]];

/** For every kind of message a check per field; the compiler holds it against the unions. */
export type Shapes<M extends Labelled> = {
  readonly [Kind in M[0]]: Checks<Tail<Extract<M, readonly [Kind, ...unknown[]]>>>;
};

export const text = (field: unknown): field is string => typeof field === "string";
/** A whole number from 0: sums of such stay whole. */
export const count = (field: unknown): field is number => Number.isSafeInteger(field) && Number(field) >= 0;
export const several = (field: unknown): field is number => count(field) && field > 0;
/** Bytes that somebody says that he has: a TiB at most, which no process can hold. */
export const size = (field: unknown): field is number => count(field) && field <= 2 ** 40;
export const amount = (field: unknown): field is number =>
  typeof field === "number" && field >= 0 && field <= Number.MAX_SAFE_INTEGER;
/** Ms that a timer can wait. */
export const duration = (field: unknown): field is number => amount(field) && field <= 2 ** 31 - 1;
export const number = (field: unknown): field is number => typeof field === "number" && !Number.isNaN(field);
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

export const texts: Check<readonly string[]> = list(text);

/** For every first word of a tuple a check per field behind it. */
type Variants<T extends readonly [string, ...unknown[]]> = {
  readonly [Kind in T[0]]: Fields<Extract<T, readonly [Kind, ...unknown[]]>>;
};
type Fields<T> = T extends readonly [unknown, ...infer Rest]
  ? { readonly [I in keyof Rest]: Check<Rest[I]> }
  : never;

/** A check of tuples that begin with a word; the compiler holds it against their union. */
export function variants<T extends readonly [string, ...unknown[]]>(shapes: Variants<T>): Check<T> {
  const table = new Map<unknown, readonly Check<unknown>[]>(
    Object.entries<readonly Check<unknown>[]>(shapes),
  );
  return (field): field is T => {
    if (!Array.isArray(field)) return false;
    const checks = table.get(field[0]);
    return (
      checks !== undefined &&
      field.length === checks.length + 1 &&
      checks.every((check, i) => check(field[i + 1]))
    );
  };
}

/** Makes a checker of decoded messages; it throws a `ProtocolError` for what is none. */
export function checker<M extends Labelled>(shapes: Shapes<M>): (decoded: unknown) => M {
  const table = new Map<unknown, readonly Check<unknown>[]>(
    Object.entries<readonly Check<unknown>[]>(shapes),
  );
  return (decoded) => {
    const checks = Array.isArray(decoded) ? table.get(decoded[0]) : undefined;
    if (checks === undefined || !Array.isArray(decoded))
      throw new ProtocolError("Not a message of this protocol.");
    let ok = decoded.length === checks.length + 1;
    for (let i = 0; ok && i < checks.length; i++) ok = checks[i]?.(decoded[i + 1]) === true;
    if (!ok) throw new ProtocolError(`Malformed message "${String(decoded[0])}".`);
    return decoded as unknown as M;
  };
}
