import fc from "fast-check";
import type { CallerToHost, HostToCaller } from "../../src/protocol/calls.ts";
import type { Reply } from "../../src/protocol/coordination.ts";
import type { Place, ToClient, ToWorker } from "../../src/protocol/messages.ts";
import type { FailureCause, Overview, WorkerEntry } from "../../src/protocol/overview.ts";
import type { FromTraced, Span, ToTraced } from "../../src/protocol/trace.ts";
import {
  codes,
  durability,
  file,
  hash,
  key,
  keys,
  life,
  maybe,
  name,
  number,
  payload,
  size,
  somebody,
  type Words,
  word,
} from "./words.ts";

const flag = fc.boolean();
const ms = fc.constantFrom(0, 1, 0.5, 2 ** 31 - 1);
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom("slot" as const, "aside" as const),
  fc.tuple(fc.constantFrom("object" as const, "machine" as const), maybe(name), number, flag),
);
const dependency = fc.tuple(key, size, maybe(payload), somebody, life);
const entry: fc.Arbitrary<WorkerEntry> = fc.tuple(
  name,
  fc.constantFrom("worker.w1", ""),
  number,
  name,
  flag,
  size,
);

/** Every message that a worker can be sent. */
export const toWorker: Words<ToWorker> = {
  welcome: fc.tuple(word("welcome"), durability),
  refused: fc.tuple(word("refused"), name),
  code: fc.tuple(word("code"), hash, payload),
  assign: fc.tuple(
    word("assign"),
    key,
    number,
    codes,
    payload,
    fc.array(dependency, { maxLength: 2 }),
    number,
    ms,
    place,
    keys,
    life,
  ),
  recall: fc.tuple(word("recall"), key, number),
  abort: fc.tuple(word("abort"), key, number, ms),
  replicate: fc.tuple(word("replicate"), fc.array(fc.tuple(key, size, somebody, life), { maxLength: 2 })),
  drop: fc.tuple(word("drop"), keys),
  kill: fc.tuple(word("kill"), key),
  gone: fc.tuple(word("gone"), fc.constantFrom("worker.w1", "client.c", "")),
  module: fc.tuple(word("module"), file),
  restart: fc.tuple(word("restart")),
  dismissed: fc.tuple(word("dismissed")),
};

const overview: fc.Arbitrary<Overview> = fc.tuple(
  number,
  number,
  flag,
  number,
  fc.array(fc.tuple(name, number), { maxLength: 2 }),
  fc.array(fc.tuple(maybe(name), number, number, number, number, number, ms), { maxLength: 2 }),
  number,
  fc.tuple(number, number, number),
  fc.array(fc.tuple(number, name, keys), { maxLength: 2 }),
  keys,
  flag,
);
const worker = fc.tuple(entry, name, number, number, number, size, number);
const actor = fc.tuple(key, maybe(name), fc.constantFrom("object" as const, "machine" as const), maybe(name));
const cause: fc.Arbitrary<FailureCause> = fc.oneof(
  fc.tuple(word("failed"), maybe(payload)),
  fc.tuple(word("killed"), key, keys),
  fc.tuple(word("lost"), key),
  fc.tuple(fc.constantFrom("denied" as const, "ended" as const), key, name),
);
const failure = fc.tuple(key, number, maybe(name), cause);
const step = fc.tuple(number, name, name, number, maybe(name), name);
const graph = fc.tuple(
  flag,
  fc.array(fc.tuple(key, maybe(name), fc.array(number, { maxLength: 6 })), { maxLength: 2 }),
  fc.array(fc.tuple(number, number), { maxLength: 2 }),
  flag,
);
const item = fc.tuple(payload, keys);
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.tuple(fc.constantFrom("done" as const, "expired" as const, "lapsed" as const)),
  fc.tuple(fc.constantFrom("granted" as const, "size" as const), number),
  fc.tuple(word("items"), fc.array(item, { maxLength: 2 })),
  fc.tuple(word("flag"), flag),
  fc.tuple(word("value"), item),
  fc.tuple(word("declined"), name, name),
  fc.tuple(word("primitives"), fc.constant([])),
);

/** Every message that a client can be sent. */
export const toClient: Words<ToClient> = {
  welcome: fc.tuple(word("welcome"), durability),
  refused: fc.tuple(word("refused"), name),
  running: fc.tuple(word("running"), key),
  pending: fc.tuple(word("pending"), key),
  parted: fc.tuple(word("parted"), keys),
  retried: fc.tuple(word("retried"), key),
  kept: fc.tuple(word("kept"), key, maybe(name)),
  finished: fc.tuple(word("finished"), key, size, maybe(payload), somebody),
  failed: fc.tuple(word("failed"), key, payload),
  killed: fc.tuple(word("killed"), key, key, keys),
  cancelled: fc.tuple(word("cancelled"), key),
  lost: fc.tuple(word("lost"), key, key),
  taken: fc.tuple(word("taken"), fc.array(number, { maxLength: 3 })),
  denied: fc.tuple(word("denied"), key, name, name),
  ended: fc.tuple(word("ended"), key, key, name),
  answered: fc.tuple(word("answered"), number),
  declined: fc.tuple(word("declined"), number, name, name),
  processing: fc.tuple(word("processing"), number, fc.array(fc.tuple(name, keys), { maxLength: 2 })),
  holders: fc.tuple(word("holders"), number, fc.array(keys, { maxLength: 2 })),
  overview: fc.tuple(word("overview"), number, overview),
  crew: fc.tuple(word("crew"), number, fc.array(worker, { maxLength: 2 })),
  actors: fc.tuple(word("actors"), number, fc.array(actor, { maxLength: 2 })),
  graph: fc.tuple(word("graph"), number, graph),
  failures: fc.tuple(word("failures"), number, fc.array(failure, { maxLength: 2 })),
  task: fc.tuple(
    word("task"),
    number,
    maybe(
      fc.tuple(
        key,
        name,
        number,
        number,
        size,
        keys,
        keys,
        keys,
        number,
        maybe(failure),
        fc.array(step),
        flag,
      ),
    ),
  ),
  named: fc.tuple(word("named"), number, key),
  used: fc.tuple(word("used"), number, reply),
  workers: fc.tuple(word("workers"), fc.array(entry, { maxLength: 2 })),
};

/** Every message that the host of actors can be sent. */
export const toHost: Words<CallerToHost> = {
  code: fc.tuple(word("code"), hash, payload),
  call: fc.tuple(
    word("call"),
    number,
    key,
    fc.constantFrom("increment", "n", "constructor", "__proto__", "then", ""),
    maybe(payload),
    keys,
    ms,
  ),
  watch: fc.tuple(word("watch"), number, key),
  sample: fc.tuple(word("sample"), number, number),
  collect: fc.tuple(word("collect"), number, number),
  withdraw: fc.tuple(word("withdraw"), number),
  took: fc.tuple(word("took"), number),
  bye: fc.tuple(word("bye")),
};

/** Every message that a caller can be sent. */
export const toCaller: Words<HostToCaller> = {
  gave: fc.tuple(word("gave"), number, payload, keys),
  threw: fc.tuple(word("threw"), number, payload),
  snapshot: fc.tuple(word("snapshot"), number, payload),
  emitted: fc.tuple(word("emitted"), number, payload),
  untaken: fc.tuple(word("untaken")),
};

/** Every question of those who look on. */
export const toTraced: Words<ToTraced> = {
  trace: fc.tuple(word("trace"), fc.constantFrom(1, 200, 5000, Number.MAX_SAFE_INTEGER), number),
};

const amount = fc.oneof(fc.nat(1000), fc.constantFrom(0, 0.5, Number.MAX_SAFE_INTEGER));
const span: fc.Arbitrary<Span> = fc.tuple(
  fc.constantFrom("task" as const, "transfer" as const, "call" as const),
  name,
  fc.constantFrom("worker.w1", "__proto__", ""),
  key,
  amount,
  amount,
  fc.constantFrom("done" as const, "failed" as const, "cancelled" as const),
  number,
);

/** All that processes tell who looks on. */
export const fromTraced: Words<FromTraced> = {
  load: fc.tuple(word("load"), amount, amount, amount, amount, amount),
  state: fc.tuple(
    word("state"),
    fc.array(name, { maxLength: 2 }),
    fc.array(fc.tuple(amount, name), { maxLength: 2 }),
  ),
  actors: fc.tuple(word("actors"), fc.array(fc.tuple(key, number, number, number), { maxLength: 2 }), flag),
  spans: fc.tuple(word("spans"), fc.array(span, { maxLength: 2 }), number),
};
