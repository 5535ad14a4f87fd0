/** What troupe's errors may carry. */
export interface Failure extends Error {
  readonly key?: string;
  readonly path?: string;
  readonly code?: string;
}

/** What a promise or future rejects with. */
export async function failureOf(promise: PromiseLike<unknown> | undefined): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    return error as Failure;
  }
  throw new Error("There was no failure.");
}

/** What `act` throws. */
export function thrownBy(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    return error as Failure;
  }
  throw new Error("Nothing was thrown.");
}
