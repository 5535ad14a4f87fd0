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
export const count = (field: unknown): field is number => typeof field === "number" && field >= 0;
export const amount = (field: unknown): field is number => count(field) && field < Number.POSITIVE_INFINITY;
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
