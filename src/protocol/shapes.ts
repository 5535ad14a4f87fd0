import { ProtocolError } from "./errors.ts";
import type { Message, Resource, Restrictions, ToClient, ToScheduler, ToWorker } from "./messages.ts";

/** Tells whether a decoded field is what the protocol says. */
type Check<T> = (field: unknown) => field is T;

type Tail<M> = M extends readonly [unknown, ...infer Fields] ? Fields : never;

type Checks<Fields extends readonly unknown[]> = { readonly [I in keyof Fields]: Check<Fields[I]> };

/** For every kind of message a check per field; the compiler holds it against the unions. */
type Shapes<M extends Message> = {
  readonly [Kind in M[0]]: Checks<Tail<Extract<M, readonly [Kind, ...unknown[]]>>>;
};

const text = (field: unknown): field is string => typeof field === "string";
const count = (field: unknown): field is number => typeof field === "number" && field >= 0;
const amount = (field: unknown): field is number => count(field) && field < Number.POSITIVE_INFINITY;
const number = (field: unknown): field is number => typeof field === "number" && !Number.isNaN(field);
const flag = (field: unknown): field is boolean => typeof field === "boolean";
const bytes = (field: unknown): field is Uint8Array => field instanceof Uint8Array;
const nullable =
  <T>(check: Check<T>) =>
  (field: unknown): field is T | null =>
    field === null || check(field);
const list =
  <T>(check: Check<T>) =>
  (field: unknown): field is readonly T[] =>
    Array.isArray(field) && field.every(check);
const tuple =
  <T extends readonly unknown[]>(...checks: { [I in keyof T]: Check<T[I]> }) =>
  (field: unknown): field is T =>
    Array.isArray(field) && field.length === checks.length && checks.every((check, i) => check(field[i]));

const texts = list(text);
const dependency = tuple<[string, number, Uint8Array | null, readonly string[]]>(
  text,
  count,
  nullable(bytes),
  texts,
);
const resources = list(tuple<[string, number]>(text, amount));
const restrictions = tuple<[readonly string[] | null, boolean, readonly Resource[]]>(
  nullable(texts),
  flag,
  resources,
);
const terms = tuple<[number, number, number, boolean, Restrictions | null]>(
  number,
  count,
  count,
  flag,
  nullable(restrictions),
);
const copy = tuple<[string, number, readonly string[]]>(text, count, texts);
const workerEntry = tuple<[string, string, number, string, boolean]>(text, text, count, text, flag);

const toScheduler: Shapes<ToScheduler> = {
  client: [count, text],
  worker: [count, text, count, text, resources],
  code: [text, bytes],
  submit: [text, texts, bytes, texts, nullable(text), nullable(terms)],
  scatter: [text, count, count, nullable(texts), flag, texts],
  hold: [texts],
  release: [texts, nullable(text)],
  keep: [text],
  cancel: [texts, flag, count],
  retry: [text],
  missing: [text, texts],
  whoHas: [count, texts],
  running: [text, count],
  waiting: [text, count],
  resumed: [text, count],
  done: [text, count, count, count, nullable(bytes), texts],
  failed: [text, count, bytes],
  returned: [text, count],
  starved: [text, count, text, texts],
  holding: [texts],
  absent: [text, texts],
  paused: [flag],
  left: [text],
  gone: [text],
  beat: [],
  bye: [],
};

const toWorker: Shapes<ToWorker> = {
  welcome: [],
  refused: [text],
  code: [text, bytes],
  assign: [text, count, texts, bytes, list(dependency), count, count, flag],
  recall: [text, count],
  abort: [text, count, count],
  replicate: [list(copy)],
  drop: [texts],
};

const toClient: Shapes<ToClient> = {
  welcome: [],
  refused: [text],
  running: [text],
  pending: [text],
  parted: [texts],
  retried: [text],
  finished: [text, count, nullable(bytes), texts],
  failed: [text, bytes],
  killed: [text, text, texts],
  cancelled: [text],
  lost: [text, text],
  taken: [list(count)],
  holders: [count, list(texts)],
  workers: [list(workerEntry)],
};

/** Makes a checker of decoded messages; it throws a `ProtocolError` for what is none. */
function checker<M extends Message>(shapes: Shapes<M>): (decoded: unknown) => M {
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

export const checkToScheduler: (decoded: unknown) => ToScheduler = checker(toScheduler);
export const checkToWorker: (decoded: unknown) => ToWorker = checker(toWorker);
export const checkToClient: (decoded: unknown) => ToClient = checker(toClient);
