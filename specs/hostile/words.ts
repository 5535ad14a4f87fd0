import fc from "fast-check";
import type { Use } from "../../src/protocol/coordination.ts";
import { PRIMITIVE_KINDS } from "../../src/protocol/coordination-shapes.ts";
import {
  type ActorTerms,
  PROTOCOL_VERSION,
  type Restrictions,
  SAME,
  type Terms,
  type ToScheduler,
} from "../../src/protocol/messages.ts";

/** A message of any direction. */
type Labelled = readonly [string, ...unknown[]];

/** An arbitrary for each kind of message; the compiler holds it against the unions. */
export type Words<M extends Labelled> = {
  readonly [Kind in M[0]]: fc.Arbitrary<Extract<M, readonly [Kind, ...unknown[]]>>;
};

/** What a group of processes, some of them bad, speaks about: few names, so that they meet. */
export const addresses = ["client.c1", "client.c2", "client.w1-0", "worker.w1", "worker.w2", "supervisor.s1"];
export const key = fc.constantFrom("a", "b", "c", "d", "e", "");
export const keys = fc.array(key, { maxLength: 3 });
export const hash = fc.constantFrom("1".repeat(32), "2".repeat(32), "3".repeat(32), SAME, "");
export const codes = fc.array(hash, { maxLength: 2 });
export const name = fc.constantFrom("w1", "w2", "n", "");
const address = fc.constantFrom(...addresses, "worker.gone", "");
export const somebody = fc.array(fc.oneof(name, address), { maxLength: 3 });
export const payload = fc.uint8Array({ maxLength: 4 });
/** Numbers of runs, uses, questions and offers that are there, and such as cannot be. */
export const number = fc.oneof(
  { weight: 8, arbitrary: fc.nat(12) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER) },
);
export const size = fc.oneof(fc.nat(10_000), fc.constantFrom(0, 2 ** 40, Number.MAX_SAFE_INTEGER));
const ms = fc.oneof(fc.nat(2000), fc.constantFrom(0.25, 1e9, Number.MAX_VALUE));
const resource = fc.tuple(fc.constantFrom("gpu", "x"), fc.constantFrom(0, 0.3, 1, 1e308));
const resources = fc.array(resource, { maxLength: 2 });
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });
const restrictions: fc.Arbitrary<Restrictions> = fc.tuple(maybe(somebody), fc.boolean(), resources);
const actor: fc.Arbitrary<ActorTerms> = fc.tuple(
  fc.constantFrom("object" as const, "machine" as const),
  maybe(fc.constantFrom("n1", "n2", "")),
  number,
  fc.boolean(),
);
export const life = maybe(fc.constantFrom("l1", "l2"));
const terms: fc.Arbitrary<Terms> = fc.tuple(
  fc.constantFrom(0, 1, -1, 1e300, Number.POSITIVE_INFINITY),
  fc.nat(2),
  ms,
  maybe(actor),
  maybe(restrictions),
  maybe(address),
  keys,
  life,
);
const flag = fc.boolean();
export const durability = fc.constantFrom("durable" as const, "fleeting" as const);
export const word = <K extends string>(kind: K) => fc.constant(kind);
const hex = fc.constantFrom("0".repeat(32), "f".repeat(32));
export const file = fc.tuple(
  hex,
  fc.constantFrom("a.js", "b.js"),
  fc.constantFrom("module", "commonjs"),
  payload,
);

const item = fc.tuple(payload, keys);
const lease = fc.oneof(fc.tuple(word("acquire")), fc.tuple(word("release"), number));
/** Uses of few primitives, so that they meet. */
const use: fc.Arbitrary<Use> = fc.oneof(
  fc.tuple(
    word("queue"),
    word("p"),
    maybe(fc.nat(3)),
    fc.oneof(
      fc.tuple(word("put"), item),
      fc.tuple(word("get"), maybe(fc.integer({ min: 1, max: 4 }))),
      fc.tuple(word("size")),
    ),
  ),
  fc.tuple(word("lock"), word("p"), fc.constant(null), lease),
  fc.tuple(word("semaphore"), word("p"), maybe(fc.integer({ min: 1, max: 3 })), lease),
  fc.tuple(
    word("event"),
    word("p"),
    fc.constant(null),
    fc.tuple(fc.constantFrom("wait" as const, "set" as const, "clear" as const, "isSet" as const)),
  ),
  fc.tuple(
    word("variable"),
    word("p"),
    fc.constant(null),
    fc.oneof(
      fc.tuple(word("set"), item),
      fc.tuple(fc.constantFrom("get" as const, "delete" as const, "watch" as const)),
    ),
  ),
  fc.tuple(
    word("multiLock"),
    word("p"),
    fc.constant(null),
    fc.oneof(
      fc.tuple(word("acquire"), fc.array(fc.constantFrom("p", "q"), { maxLength: 3 })),
      fc.tuple(word("release"), number),
    ),
  ),
);
const primitive = fc.constantFrom(...PRIMITIVE_KINDS);

const version = fc.oneof(
  { weight: 6, arbitrary: fc.constant(PROTOCOL_VERSION) },
  { weight: 1, arbitrary: number },
);
const run = <K extends string>(kind: K) => fc.tuple(word(kind), key, number);

/** Every message that a scheduler can be sent. */
export const toScheduler: Words<ToScheduler> = {
  client: fc.tuple(word("client"), version, name, maybe(durability), fc.array(address, { maxLength: 2 })),
  worker: fc.tuple(word("worker"), version, name, number, name, resources, maybe(durability), size),
  runs: fc.tuple(
    word("runs"),
    fc.array(fc.tuple(key, number, number, flag, flag, maybe(actor), life), { maxLength: 3 }),
  ),
  results: fc.tuple(
    word("results"),
    fc.array(fc.tuple(key, number, size, maybe(payload), keys, maybe(actor), life), { maxLength: 3 }),
  ),
  testified: fc.tuple(word("testified")),
  code: fc.tuple(word("code"), hash, payload),
  submit: fc.tuple(word("submit"), key, codes, payload, keys, maybe(key), maybe(terms)),
  scatter: fc.tuple(word("scatter"), key, number, size, maybe(somebody), flag, keys),
  promise: fc.tuple(word("promise"), key),
  fulfil: fc.tuple(word("fulfil"), key, payload, keys),
  break: fc.tuple(word("break"), key, payload),
  hold: fc.tuple(word("hold"), keys),
  release: fc.tuple(word("release"), keys, maybe(keys)),
  keep: fc.tuple(word("keep"), key),
  cancel: fc.tuple(word("cancel"), keys, flag, ms),
  retry: fc.tuple(word("retry"), key),
  missing: fc.tuple(word("missing"), key, somebody),
  find: fc.tuple(word("find"), key, name),
  publish: fc.tuple(word("publish"), number, name, key, flag),
  unpublish: fc.tuple(word("unpublish"), number, name),
  upload: fc.tuple(word("upload"), number, file),
  processing: fc.tuple(word("processing"), number),
  whoHas: fc.tuple(word("whoHas"), number, keys),
  overview: fc.tuple(word("overview"), number),
  crew: fc.tuple(word("crew"), number),
  actors: fc.tuple(word("actors"), number),
  failures: fc.tuple(word("failures"), number),
  graph: fc.tuple(word("graph"), number),
  task: fc.tuple(word("task"), number, key),
  kill: fc.tuple(word("kill"), number, key),
  lookup: fc.tuple(word("lookup"), number, fc.constantFrom("n1", "n2")),
  retire: fc.tuple(word("retire"), number, somebody),
  restart: fc.tuple(word("restart"), number),
  beat: fc.tuple(word("beat")),
  bye: fc.tuple(word("bye")),
  running: run("running"),
  waiting: run("waiting"),
  resumed: run("resumed"),
  done: fc.tuple(word("done"), key, number, size, ms, maybe(payload), keys),
  failed: fc.tuple(word("failed"), key, number, payload),
  returned: run("returned"),
  starved: fc.tuple(word("starved"), key, number, key, somebody),
  holding: fc.tuple(word("holding"), keys),
  absent: fc.tuple(word("absent"), key, somebody),
  died: fc.tuple(word("died"), key, payload),
  paused: fc.tuple(word("paused"), flag),
  left: fc.tuple(word("left"), address),
  leave: fc.tuple(word("leave"), flag),
  gone: fc.tuple(word("gone"), address),
  use: fc.tuple(word("use"), number, use, maybe(ms)),
  withdraw: fc.tuple(word("withdraw"), number, primitive, word("p")),
  took: fc.tuple(word("took"), number, primitive, word("p")),
  settled: fc.tuple(word("settled"), number, fc.array(number, { maxLength: 3 })),
  survey: fc.tuple(word("survey"), number),
};

/** Any of the messages of a direction; those that stop everybody's work are rarer. */
export function anyOf<M extends Labelled>(words: Words<M>): fc.Arbitrary<M> {
  const rare = new Set(["restart", "retire", "leave", "bye", "gone"]);
  const weighted = Object.entries<fc.Arbitrary<M>>(words as unknown as Record<string, fc.Arbitrary<M>>).map(
    ([kind, arbitrary]) => ({
      weight: rare.has(kind) ? 1 : kind === "submit" || kind === "done" ? 12 : 4,
      arbitrary,
    }),
  );
  return fc.oneof(...weighted);
}

/** Only such as pass the check of who receives them. */
export function legible<M extends Labelled>(
  messages: fc.Arbitrary<M>,
  check: (decoded: unknown) => M,
): fc.Arbitrary<M> {
  return messages.filter((message) => {
    try {
      check(message);
      return true;
    } catch {
      return false;
    }
  });
}
