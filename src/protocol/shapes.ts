import type { ActorForm, ModuleFile } from "./code.ts";
import { primitiveKind, reply, use } from "./coordination-shapes.ts";
import {
  amount,
  bytes,
  type Check,
  checker,
  count,
  duration,
  flag,
  list,
  nullable,
  number,
  type Shapes,
  several,
  size,
  text,
  texts,
  tuple,
} from "./fields.ts";
import type {
  ActorTerms,
  Durability,
  Life,
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
import {
  actorFigures,
  actorForm,
  failureFigures,
  graphFigures,
  overview,
  taskFigures,
  workerEntry,
  workerFigures,
} from "./overview-shapes.ts";

/** What may become a path on somebody's disk has no way out of its folder. */
const matching =
  (pattern: RegExp) =>
  (field: unknown): field is string =>
    text(field) && pattern.test(field);
const hash = matching(/^[0-9a-f]{32}$/);
const fileName = matching(/^(?!\.{1,2}$)[^/\\\0]{1,255}$/);
const format = matching(/^(?:module|commonjs)$/);
const hashes = list(hash);
const life = nullable(text);
const durability = (field: unknown): field is Durability => field === "durable" || field === "fleeting";
const dependency = tuple<[string, number, Uint8Array | null, readonly string[], Life]>(
  text,
  size,
  nullable(bytes),
  texts,
  life,
);
const amounts = list(tuple<[string, number]>(text, amount));
/** Each of them once. */
const resources = (field: unknown): field is readonly Resource[] =>
  amounts(field) && (field.length < 2 || new Set(field.map(([name]) => name)).size === field.length);
const restrictions = tuple<[readonly string[] | null, boolean, readonly Resource[]]>(
  nullable(texts),
  flag,
  resources,
);
const actorTerms: Check<ActorTerms> = tuple<[ActorForm, string | null, number, boolean]>(
  actorForm,
  nullable(text),
  count,
  flag,
);
const anyTerms = tuple<
  [number, number, number, ActorTerms | null, Restrictions | null, string | null, readonly string[], Life]
>(number, count, duration, nullable(actorTerms), nullable(restrictions), nullable(text), texts, life);
/** What has a home is run there, aside, and nowhere else. */
export const terms = (field: unknown): field is Terms =>
  anyTerms(field) && (field[5] === null || (field[3] === null && field[4] === null));
const runTestimony: Check<RunTestimony> = tuple<
  [string, number, number, boolean, boolean, ActorTerms | null, Life]
>(text, count, several, flag, flag, nullable(actorTerms), life);
const resultTestimony: Check<ResultTestimony> = tuple<
  [string, number, number, Uint8Array | null, readonly string[], ActorTerms | null, Life]
>(text, count, size, nullable(bytes), texts, nullable(actorTerms), life);
const copy = tuple<[string, number, readonly string[], Life]>(text, size, texts, life);
const place = (field: unknown): field is Place => field === "slot" || field === "aside" || actorTerms(field);
export const moduleFile: Check<ModuleFile> = tuple<[string, string, string, Uint8Array]>(
  hash,
  fileName,
  format,
  bytes,
);
const toScheduler: Shapes<ToScheduler> = {
  client: [count, text, nullable(durability), texts],
  worker: [count, text, several, text, resources, nullable(durability), count],
  runs: [list(runTestimony)],
  results: [list(resultTestimony)],
  testified: [],
  code: [hash, bytes],
  submit: [text, hashes, bytes, texts, nullable(text), nullable(terms)],
  scatter: [text, count, size, nullable(texts), flag, texts],
  promise: [text],
  fulfil: [text, bytes, texts],
  break: [text, bytes],
  hold: [texts],
  release: [texts, nullable(texts)],
  keep: [text],
  cancel: [texts, flag, duration],
  retry: [text],
  missing: [text, texts],
  whoHas: [count, texts],
  find: [text, text],
  publish: [count, text, text, flag],
  unpublish: [count, text],
  upload: [count, moduleFile],
  processing: [count],
  overview: [count],
  crew: [count],
  actors: [count],
  failures: [count],
  graph: [count],
  task: [count, text],
  kill: [count, text],
  lookup: [count, text],
  retire: [count, texts],
  restart: [count],
  running: [text, count],
  waiting: [text, count],
  resumed: [text, count],
  done: [text, count, size, amount, nullable(bytes), texts],
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
  use: [count, use, nullable(duration)],
  withdraw: [count, primitiveKind, text],
  took: [count, primitiveKind, text],
  settled: [count, list(count)],
  survey: [count],
};

const toWorker: Shapes<ToWorker> = {
  welcome: [durability],
  refused: [text],
  code: [text, bytes],
  assign: [text, count, texts, bytes, list(dependency), count, duration, place, texts, life],
  recall: [text, count],
  abort: [text, count, duration],
  replicate: [list(copy)],
  drop: [texts],
  gone: [text],
  kill: [text],
  module: [moduleFile],
  restart: [],
  dismissed: [],
};

const toClient: Shapes<ToClient> = {
  welcome: [durability],
  refused: [text],
  running: [text],
  pending: [text],
  parted: [texts],
  retried: [text],
  finished: [text, size, nullable(bytes), texts],
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
  crew: [count, list(workerFigures)],
  actors: [count, list(actorFigures)],
  failures: [count, list(failureFigures)],
  graph: [count, graphFigures],
  task: [count, nullable(taskFigures)],
  used: [count, reply],
  named: [count, text],
  workers: [list(workerEntry)],
};

export const checkToScheduler: (decoded: unknown) => ToScheduler = checker(toScheduler);
export const checkToWorker: (decoded: unknown) => ToWorker = checker(toWorker);
export const checkToClient: (decoded: unknown) => ToClient = checker(toClient);
