import { bytes, type Check, count, flag, list, nullable, text, texts, tuple } from "./checks.ts";
import { primitiveKind, reply, use } from "./coordination-shapes.ts";
import { ProtocolError } from "./errors.ts";
import type {
  Message,
  ModuleFile,
  Overview,
  Place,
  Resource,
  Restrictions,
  ToClient,
  ToScheduler,
  ToWorker,
  WorkerEntry,
  WorkerView,
} from "./messages.ts";

type Tail<M> = M extends readonly [unknown, ...infer Fields] ? Fields : never;

type Checks<Fields extends readonly unknown[]> = { readonly [I in keyof Fields]: Check<Fields[I]> };

/** For every kind of message a check per field; the compiler holds it against the unions. */
type Shapes<M extends Message> = {
  readonly [Kind in M[0]]: Checks<Tail<Extract<M, readonly [Kind, ...unknown[]]>>>;
};

const amount = (field: unknown): field is number => count(field) && field < Number.POSITIVE_INFINITY;
const number = (field: unknown): field is number => typeof field === "number" && !Number.isNaN(field);
/** What may become a path on somebody's disk has no way out of its folder. */
const matching =
  (pattern: RegExp) =>
  (field: unknown): field is string =>
    text(field) && pattern.test(field);
const hash = matching(/^[0-9a-f]{32}$/);
const fileName = matching(/^(?!\.{1,2}$)[^/\\\0]{1,255}$/);
const format = matching(/^(?:module|commonjs)$/);
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
const terms = tuple<[number, number, number, boolean, Restrictions | null, string | null]>(
  number,
  count,
  count,
  flag,
  nullable(restrictions),
  nullable(text),
);
const copy = tuple<[string, number, readonly string[]]>(text, count, texts);
const workerEntry = tuple<[string, string, number, string, boolean]>(text, text, count, text, flag);
const place = (field: unknown): field is Place => field === "slot" || field === "actor" || field === "aside";
const moduleFile: Check<ModuleFile> = tuple<[string, string, string, Uint8Array]>(
  hash,
  fileName,
  format,
  bytes,
);
const workerView: Check<WorkerView> = tuple<[WorkerEntry, string, number, number, number]>(
  workerEntry,
  text,
  count,
  count,
  count,
);
const overview: Check<Overview> = tuple<
  [
    readonly WorkerView[],
    number,
    readonly (readonly [string, number])[],
    readonly (readonly [number, string, readonly string[]])[],
    readonly (readonly [string, string | null])[],
    readonly string[],
  ]
>(
  list(workerView),
  count,
  list(tuple<[string, number]>(text, count)),
  list(tuple<[number, string, readonly string[]]>(count, text, texts)),
  list(tuple<[string, string | null]>(text, nullable(text))),
  texts,
);

const toScheduler: Shapes<ToScheduler> = {
  client: [count, text],
  worker: [count, text, count, text, resources],
  code: [text, bytes],
  submit: [text, texts, bytes, texts, nullable(text), nullable(terms)],
  scatter: [text, count, count, nullable(texts), flag, texts],
  hold: [texts],
  release: [texts, nullable(texts)],
  keep: [text],
  cancel: [texts, flag, count],
  retry: [text],
  missing: [text, texts],
  whoHas: [count, texts],
  find: [text, text],
  publish: [count, text, text, flag],
  unpublish: [count, text],
  upload: [count, moduleFile],
  processing: [count],
  overview: [count],
  retire: [count, texts],
  restart: [count],
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
  leave: [flag],
  gone: [text],
  beat: [],
  bye: [],
  use: [count, use, nullable(count)],
  withdraw: [count, primitiveKind, text],
  took: [count, primitiveKind, text],
  survey: [count],
};

const toWorker: Shapes<ToWorker> = {
  welcome: [],
  refused: [text],
  code: [text, bytes],
  assign: [text, count, texts, bytes, list(dependency), count, count, place],
  recall: [text, count],
  abort: [text, count, count],
  replicate: [list(copy)],
  drop: [texts],
  module: [moduleFile],
  restart: [],
  dismissed: [],
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
  denied: [text, text, text],
  answered: [count],
  declined: [count, text, text],
  processing: [count, list(tuple<[string, readonly string[]]>(text, texts))],
  overview: [count, overview],
  used: [count, reply],
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
