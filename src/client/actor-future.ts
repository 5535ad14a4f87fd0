import { Observable } from "rxjs";

/**
 * What a call to an actor gives, or a property when it is read: an Observable that emits the value and
 * completes, or errors, and replays to late subscribers; and a thenable.
 */
export class ActorFuture<T> extends Observable<T> implements PromiseLike<T> {
  readonly #value: () => Promise<T>;

  /** References to actors make these; nobody else does. */
  constructor(value: () => Promise<T>) {
    super((subscriber) => {
      value().then(
        (given) => {
          subscriber.next(given);
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error),
      );
    });
    this.#value = value;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is awaited like a promise
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#value().then(onValue, onError);
  }
}
