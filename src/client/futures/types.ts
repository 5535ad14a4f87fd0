import type { Future } from "./future.ts";

declare const ACTOR: unique symbol;

/** What every reference to an actor has, whatever its class. */
export interface ActorHandle extends Disposable {
  /** Tells references from all else; for types alone. */
  readonly [ACTOR]: true;
  toString(): string;
}

/** Anything that can be called. */
export type Callable = (...args: never[]) => unknown;

/** What travels in one piece: no future is looked for inside. */
type Whole =
  | (string | number | bigint | boolean | symbol | null | undefined)
  | (ActorHandle | Callable | Date | RegExp | URL | Error | ArrayBuffer | ArrayBufferView);

/** What may stand where a task takes a `T`: a `T`, a future of one, or a container with futures in it. */
export type Argument<T> = T | Future<T> | Container<T>;

type Container<T> = T extends Whole
  ? never
  : T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<Argument<K>, Argument<V>>
    : T extends ReadonlySet<infer V>
      ? ReadonlySet<Argument<V>>
      : T extends readonly (infer V)[]
        ? V[] extends T
          ? readonly Argument<V>[]
          : { readonly [I in keyof T]: Argument<T[I]> }
        : T extends object
          ? { readonly [K in keyof T]: Argument<T[K]> }
          : never;

/** What may be given to `submit` for the parameters `A`. */
export type Arguments<A extends readonly unknown[]> = { readonly [I in keyof A]: Argument<A[I]> };

/** What may be given to `map` for the parameters `A`: an iterable for each. */
export type Iterables<A extends readonly unknown[]> = { readonly [I in keyof A]: Iterable<Argument<A[I]>> };

/** The same shape with values in place of futures. */
export type Gathered<T> =
  T extends Future<infer V>
    ? V
    : T extends Whole
      ? T
      : T extends ReadonlyMap<infer K, infer V>
        ? Map<Gathered<K>, Gathered<V>>
        : T extends ReadonlySet<infer V>
          ? Set<Gathered<V>>
          : T extends readonly (infer V)[]
            ? V[] extends T
              ? Gathered<V>[]
              : { -readonly [I in keyof T]: Gathered<T[I]> }
            : T extends object
              ? { -readonly [K in keyof T]: Gathered<T[K]> }
              : T;

/** Futures in the shape of what is scattered. */
export type Scattered<T> = [T] extends [readonly unknown[]]
  ? { -readonly [I in keyof T]: Future<T[I]> }
  : [T] extends [ReadonlyMap<infer K, infer V>]
    ? Map<K, Future<V>>
    : [T] extends [Whole | ReadonlySet<unknown> | Future<unknown>]
      ? Future<T>
      : [T] extends [object]
        ? { -readonly [K in keyof T]: Future<T[K]> }
        : Future<T>;

/** The values that a task gets for the arguments `P`. */
export type Values<P> = { -readonly [I in keyof P]: Gathered<P[I]> } & readonly unknown[];

/** One item of each of the iterables `P`. */
export type Items<P> = {
  -readonly [I in keyof P]: P[I] extends Iterable<infer V> ? V : never;
} & readonly unknown[];

/** What a task's future gives for what its function returns. */
export type Result<R> = Awaited<R>;

/**
 * A function of `A` to `R`. It is conditional because TypeScript fills in what it knows of `A` before it
 * looks at an unannotated parameter only then, so that `y` is a number in `submit((x, y = 2) => x * y, 1)`.
 */
export type TaskFunction<A extends readonly unknown[], R> = [A] extends [unknown] ? (...args: A) => R : never;

/** The last five signatures of a function as `[parameters, result]`; where it has fewer, its first one repeats. */
type Signatures<F> = F extends {
  (...args: infer A extends unknown[]): infer R;
  (...args: infer B extends unknown[]): infer S;
  (...args: infer C extends unknown[]): infer T;
  (...args: infer D extends unknown[]): infer U;
  (...args: infer E extends unknown[]): infer V;
}
  ? [[A, R], [B, S], [C, T], [D, U], [E, V]]
  : never;

/** More parameters than any call has arguments: what takes these is out of the question, without an error. */
type Unmatched = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];

/** The parameters of an overloaded function, a tuple for each signature; of anything else `Unmatched`. */
export type Overloads<F> =
  Signatures<F> extends [...unknown[], infer Previous, infer Last]
    ? [Previous, Last] extends [Last, Previous]
      ? Unmatched
      : Signatures<F>[number][0]
    : Unmatched;

/** What the future of an overloaded function gives for the arguments `P`: its first signature that takes them counts. */
export type Overloaded<F, P, S = Signatures<F>> = S extends [
  [infer A extends unknown[], infer R],
  ...infer Others,
]
  ? P extends Arguments<A>
    ? Result<R>
    : Overloaded<F, P, Others>
  : never;
