import type { ActorForm } from "./code.ts";
import { primitiveKind, reply, use } from "./coordination-shapes.ts";
import {
  amount,
  bytes,
  type Check,
  checker,
  count,
  flag,
  list,
  nullable,
  number,
  type Shapes,
  text,
  texts,
  tuple,
} from "./fields.ts";
import type {
  ActorTerms,
  ModuleFile,
  Place,
  Resource,
  Restrictions,
  ResultTestimony,
  RunTestimony,
  Terms,
  ToClient,
  ToScheduler,
  ToWorker,
} from "./messages.ts";
import type { Overview, WorkerEntry, WorkerView } from "./overview.ts";

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
const form = (field: unknown): field is ActorForm => field === "object" || field === "machine";
const actorTerms: Check<ActorTerms> = tuple<[ActorForm, string | null, number, boolean]>(
  form,
  nullable(text),
  count,
  flag,
);
export const terms: Check<Terms> = tuple<
  [number, number, number, ActorTerms | null, Restrictions | null, string | null, readonly string[]]
>(number, count, count, nullable(actorTerms), nullable(restrictions), nullable(text), texts);
const runTestimony: Check<RunTestimony> = tuple<
  [string, number, number, boolean, boolean, ActorTerms | null]
>(text, count, count, flag, flag, nullable(actorTerms));
const resultTestimony: Check<ResultTestimony> = tuple<
  [string, number, number, Uint8Array | null, readonly string[], ActorTerms | null]
>(text, count, count, nullable(bytes), texts, nullable(actorTerms));
const copy = tuple<[string, number, readonly string[]]>(text, count, texts);
const workerEntry = tuple<[string, string, number, string, boolean]>(text, text, count, text, flag);
const place = (field: unknown): field is Place => field === "slot" || field === "aside" || actorTerms(field);
export const moduleFile: Check<ModuleFile> = tuple<[string, string, string, Uint8Array]>(
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
  client: [count, text, flag, texts],
  worker: [count, text, count, text, resources, flag],
  runs: [list(runTestimony)],
  results: [list(resultTestimony)],
  testified: [],
  code: [text, bytes],
  submit: [text, texts, bytes, texts, nullable(text), nullable(terms)],
  scatter: [text, count, count, nullable(texts), flag, texts],
  promise: [text],
  fulfil: [text, bytes, texts],
  break: [text, bytes],
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
  kill: [count, text],
  lookup: [count, text],
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
  died: [text, bytes],
  paused: [flag],
  left: [text],
  leave: [flag],
  gone: [text],
  beat: [],
  bye: [],
  use: [count, use, nullable(count)],
  withdraw: [count, primitiveKind, text],
  took: [count, primitiveKind, text],
  settled: [count, list(count)],
  survey: [count],
};

const toWorker: Shapes<ToWorker> = {
  welcome: [],
  refused: [text],
  code: [text, bytes],
  assign: [text, count, texts, bytes, list(dependency), count, count, place, texts],
  recall: [text, count],
  abort: [text, count, count],
  replicate: [list(copy)],
  drop: [texts],
  kill: [text],
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
  ended: [text, text, text],
  kept: [text, nullable(text)],
  answered: [count],
  declined: [count, text, text],
  processing: [count, list(tuple<[string, readonly string[]]>(text, texts))],
  overview: [count, overview],
  used: [count, reply],
  named: [count, text],
  workers: [list(workerEntry)],
};

export const checkToScheduler: (decoded: unknown) => ToScheduler = checker(toScheduler);
export const checkToWorker: (decoded: unknown) => ToWorker = checker(toWorker);
export const checkToClient: (decoded: unknown) => ToClient = checker(toClient);
