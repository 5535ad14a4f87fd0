/**
 * Every message between processes, as closed unions named by direction. On the wire a message is
 * an array: its kind, then its fields in the order given here. `runtime/link.ts` numbers, repeats
 * and fences whole batches of them, so none carries an id of its own.
 *
 * Units: sizes in bytes, times in milliseconds. `key` names a task and its result, `run` one
 * assignment of a task to a worker, `hash` a piece of code, `address` a process (`role.id`).
 */
import type { ActorForm, ModuleFile } from "./code.ts";
import type { Reply, ToPrimitives } from "./coordination.ts";
import type { WorkerEntry } from "./overview.ts";
import type { Answer, Question } from "./questions.ts";

/** Changes with every message or meaning that an older peer would misread. */
export const PROTOCOL_VERSION = 1;

/** Time that a run has to end after its signal, where nobody says otherwise. */
export const GRACE_MS = 1000;

/** Bytes of a result that travel with the word that it is done; larger ones stay on their worker. */
export const INLINE_BYTES = 4096;

/** Bytes of one function or value encoded by the codec; nobody on the way decodes them. */
export type Payload = Uint8Array;

/**
 * Which life of a key that a user gave, or that comes of such: in another it may have another value. Null where the
 * key says what it is of, or is never used twice.
 */
export type Life = string | null;

/** Where a dependency's value is: here (`inline`), or with `holders`. */
export type Dependency = readonly [
  key: string,
  size: number,
  inline: Payload | null,
  holders: readonly string[],
  life: Life,
];

/** A result that a worker is to fetch and keep; without holders it is to say whether it has it. */
export type Copy = readonly [key: string, size: number, holders: readonly string[], life: Life];

/** Whether a scheduler has a store, where what nobody else holds outlives it. */
export type Durability = "durable" | "fleeting";

/** A run that its worker goes on with, whichever scheduler it is for. */
export type RunTestimony = readonly [
  key: string,
  run: number,
  attempt: number,
  begun: boolean, // said to run for a while
  waiting: boolean, // for a future
  actor: ActorTerms | null, // that it makes
  life: Life,
];

/** A result that a worker holds, or one of the last small ones that it has said. */
export type ResultTestimony = readonly [
  key: string,
  run: number, // in which it was made; 0 for a copy
  size: number,
  inline: Payload | null,
  futures: readonly string[], // keys of the futures inside, as far as they are known
  actor: ActorTerms | null, // that it refers to
  life: Life,
];

/** Some of what a worker has, such as GPUs. */
export type Resource = readonly [name: string, amount: number];

/** Where a task may run, and what it takes there while it does. */
export type Restrictions = readonly [
  workers: readonly string[] | null, // names or addresses; null for any
  loose: boolean, // others may where none of these is there
  resources: readonly Resource[],
];

/** Instead of a code's hash: the task's value is that of its one dependency, byte for byte. */
export const SAME = "same";

/** How an actor lives; its key stays with the worker that made it, and its result is a reference to it. */
export type ActorTerms = readonly [
  form: ActorForm,
  name: string | null, // by which others find it; then it lives on when nobody holds it
  concurrency: number, // calls that it takes at a time; 1
  isolated: boolean, // on a thread of its own
];

/** Where a run has its place: on a slot, beside them on a thread of its own, or, in these terms, among the actors. */
export type Place = "slot" | "aside" | ActorTerms;

/** How a task is run, where that is not as usual. */
export type Terms = readonly [
  priority: number, // higher first; 0
  retries: number, // 0
  timeout: number, // time from the call of the function, after which a run fails, or of each call to an actor; 0 for none
  actor: ActorTerms | null, // the code is a class or a machine: keep what it makes, under the key
  restrictions: Restrictions | null, // null where any worker may run it
  home: string | null, // address of the one worker that may run it, aside and at most once; null for any
  chain: readonly string[], // ids of the turns of actors that it comes of
  life: Life, // given by who submits it, and the same when that is said again
];

/** From a client, or from the client inside a task. */
export type ClientToScheduler =
  | readonly [
      "client",
      version: number,
      name: string,
      former: Durability | null, // of the scheduler that it had before; null where it had none
      workers: readonly string[], // addresses of those that it knew then
    ]
  | readonly ["code", hash: string, code: Payload]
  | readonly [
      "submit",
      key: string,
      codes: readonly string[], // the function's, then those of functions among the arguments
      args: Payload,
      dependencies: readonly string[],
      parent: string | null, // key of the task that submits: the chain of calls
      terms: Terms | null, // null for a task like most
    ]
  | readonly [
      "scatter",
      key: string,
      offer: number, // numbers what this client hands out
      size: number,
      workers: readonly string[] | null, // names or addresses of those that may have it, null for any
      broadcast: boolean, // to all of them, in place of one
      futures: readonly string[], // keys of the futures inside
    ]
  | readonly ["promise", key: string] // this client will know its value: then it scatters, fulfils or breaks it
  | readonly ["fulfil", key: string, value: Payload, futures: readonly string[]] // a small value
  | readonly ["break", key: string, error: Payload]
  | readonly ["hold", keys: readonly string[]]
  | readonly ["release", keys: readonly string[], tasks: readonly string[] | null] // not before these have ended
  | readonly ["keep", key: string] // until it is done, whether this client stays or goes
  | readonly ["cancel", keys: readonly string[], force: boolean, graceMs: number]
  | readonly ["retry", key: string] // it failed: run it again, and what it failed because of
  | readonly ["missing", key: string, holders: readonly string[]] // these do not hand it out
  | readonly ["find", key: string, name: string] // the key has the value of what is published under that name
  | Question
  | readonly ["beat"]
  | readonly ["bye"];

export type WorkerToScheduler =
  | readonly [
      "worker",
      version: number,
      name: string,
      threads: number,
      host: string,
      resources: readonly Resource[], // what it has for tasks that ask for it
      former: Durability | null, // of the scheduler that it had before, and then it testifies; null where it had none
      memory: number, // bytes that it may use, 0 for no limit
    ]
  | readonly ["runs", runs: readonly RunTestimony[]]
  | readonly ["results", results: readonly ResultTestimony[]]
  | readonly ["testified"] // that was all of both
  | readonly ["running", key: string, run: number]
  | readonly ["waiting", key: string, run: number]
  | readonly ["resumed", key: string, run: number]
  | readonly [
      "done",
      key: string,
      run: number,
      size: number,
      ms: number, // time on the thread
      inline: Payload | null,
      futures: readonly string[], // keys of the futures inside the result
    ]
  | readonly ["failed", key: string, run: number, error: Payload]
  | readonly ["returned", key: string, run: number] // not run, or cut short by another task's fault
  | readonly ["starved", key: string, run: number, dependency: string, holders: readonly string[]] // nor do these
  | readonly ["holding", keys: readonly string[]] // copies fetched for a run or as told, kept for others
  | readonly ["absent", key: string, holders: readonly string[]] // not to be had there, to be kept as told
  | readonly ["died", key: string, error: Payload] // an actor that lived here, and why
  | readonly ["paused", paused: boolean] // too full to take anything, or no more
  | readonly ["left", client: string] // with the thread that it was on
  | readonly ["leave", patient: boolean] // it would end, when its tasks have, or now
  | readonly ["beat"]
  | readonly ["bye"];

/** From who watches over processes and sees one die. */
export type SupervisorToScheduler = readonly ["gone", address: string];

/** What arrives at the scheduler's process. */
export type ToScheduler = ClientToScheduler | ToPrimitives | WorkerToScheduler | SupervisorToScheduler;

export type ToWorker =
  | readonly ["welcome", durability: Durability]
  | readonly ["refused", reason: string]
  | readonly ["code", hash: string, code: Payload]
  | readonly [
      "assign",
      key: string,
      run: number,
      codes: readonly string[],
      args: Payload,
      dependencies: readonly Dependency[],
      attempt: number, // 1 for the first
      timeout: number, // 0 for none
      place: Place,
      chain: readonly string[], // ids of the turns of actors that it comes of
      life: Life,
    ]
  | readonly ["recall", key: string, run: number] // give it back if it has not begun
  | readonly ["abort", key: string, run: number, graceMs: number] // nobody wants it any more
  | readonly ["replicate", copies: readonly Copy[]] // answered by "holding" or "absent" for each
  | readonly ["drop", keys: readonly string[]]
  | readonly ["gone", address: string] // a holder of what may be on its way here
  | readonly ["kill", key: string] // an actor; answered by "died"
  | readonly ["module", file: ModuleFile]
  | readonly ["restart"] // forget everything, and say hello again
  | readonly ["dismissed"]; // nothing is left to do or to keep here

export type ToClient =
  | readonly ["welcome", durability: Durability]
  | readonly ["refused", reason: string]
  | readonly ["running", key: string]
  | readonly ["pending", key: string] // again: a result that was lost, or a failure, is computed once more
  | readonly ["parted", keys: readonly string[]] // a "cancel" is done: what follows is about their next lives
  | readonly ["retried", key: string] // what can run again of a "retry" is pending
  | readonly ["finished", key: string, size: number, inline: Payload | null, holders: readonly string[]]
  | readonly ["failed", key: string, error: Payload]
  | readonly ["killed", key: string, culprit: string, workers: readonly string[]] // names of workers it took along
  | readonly ["cancelled", key: string]
  | readonly ["lost", key: string, culprit: string]
  | readonly ["taken", offers: readonly number[]] // nobody needs them from this client any more
  | readonly ["denied", key: string, code: string, reason: string] // it cannot be: an error's code and text
  | readonly ["ended", key: string, culprit: string, reason: string] // an actor that is no more
  | readonly ["kept", key: string, hindrance: string | null] // a "keep" is stored, or why it cannot be
  | Answer
  | readonly ["used", number: number, reply: Reply]
  | readonly ["workers", workers: readonly WorkerEntry[]];
