import type { Future } from "./future.ts";

/** Anything that can be called, or constructed inside a task. */
export type Callable = (...args: never[]) => unknown;

/** What may stand where a task takes a `T`: a `T`, a future of one, or a container of such. */
export type Argument<T> =
  | T
  | Future<T>
  | (T extends (...args: never[]) => unknown
      ? never
      : T extends ReadonlyMap<infer K, infer V>
        ? ReadonlyMap<Argument<K>, Argument<V>>
        : T extends ReadonlySet<infer V>
          ? ReadonlySet<Argument<V>>
          : T extends readonly unknown[] | Record<string, unknown>
            ? { readonly [K in keyof T]: Argument<T[K]> }
            : never);

/** What may stand for the arguments of a task. */
export type Arguments<A extends readonly unknown[]> = { [I in keyof A]: Argument<A[I]> };

/** What a task's future gives for what its function returns. */
export type Result<R> = Awaited<R>;

/** The same shape with values in place of futures. */
export type Gathered<T> =
  T extends Future<infer V>
    ? V
    : T extends ReadonlyMap<infer K, infer V>
      ? Map<K, Gathered<V>>
      : T extends ReadonlySet<infer V>
        ? Set<Gathered<V>>
        : T extends readonly unknown[] | Record<string, unknown>
          ? { -readonly [K in keyof T]: Gathered<T[K]> }
          : T;
