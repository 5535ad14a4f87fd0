import type { MessagePort } from "node:worker_threads";
import type { ActorTerms, Payload } from "../protocol/messages.ts";
import type { WorkerIdentity } from "./context.ts";

/** Bytes from which a payload travels in memory of its own, handed over or shared, and not copied again. */
export const LARGE = 64 * 1024;

/** A payload, or its place among the large ones that come along. */
export type Enclosed = Payload | number;

/** Memory for a payload: where that is large, all threads see it, and nobody has to hand it over. */
export const allocate = (size: number): Payload =>
  size < LARGE ? new Uint8Array(size) : new Uint8Array(new SharedArrayBuffer(size));

/** The memory that is handed over with a payload; none where both sides see it. */
export const transferable = ({ buffer }: Payload): ArrayBuffer[] =>
  buffer instanceof ArrayBuffer ? [buffer] : [];

/** What a process tells a thread. `order` names a run on that thread. */
export type ToThread =
  | readonly ["code", hash: string, code: Enclosed]
  | readonly [
      "run",
      order: number,
      key: string,
      codes: readonly string[],
      args: Enclosed,
      values: readonly (readonly [key: string, value: Enclosed])[],
      attempt: number,
      chain: readonly string[], // ids of the turns of actors that it comes of
      traced: boolean, // the process wants to know when it ended
    ]
  | readonly ["abort", order: number, reason: Payload];

/** What a process tells a thread of actors. `order` names a turn, `actor` is a number of this thread. */
export type ToActors =
  | readonly ["code", hash: string, code: Enclosed]
  | readonly [
      "create",
      order: number,
      actor: number,
      key: string,
      codes: readonly string[],
      args: Enclosed,
      values: readonly (readonly [key: string, value: Enclosed])[],
      terms: ActorTerms,
      timeout: number, // of each of its turns, this one too, ms; 0 for none
      origin: readonly string[], // ids of the turns that it comes of
    ]
  | readonly [
      "call",
      order: number,
      actor: number,
      member: string,
      args: Enclosed | null,
      timed: boolean, // its time is limited: the process wants to know when it has begun
      traced: boolean, // it wants to know how long it took, and when it ended
      origin: readonly string[],
    ]
  | readonly ["withdraw", order: number] // nobody waits for it
  | readonly ["took", order: number] // its answer was heard, and what is inside is held elsewhere
  | readonly ["dismiss", actor: number]
  | readonly ["ping", ping: number]; // answered by a signal

/** The `order` under which a thread of actors tells why it ends. */
export const ENDING = 0;

/** What a thread tells its process; a payload that is null comes along. */
export type FromThread =
  | readonly ["ready"]
  | readonly ["waiting", order: number]
  | readonly ["resumed", order: number]
  | readonly [
      "done",
      order: number,
      result: Payload | null,
      ms: number,
      ended: number, // ms since the epoch, where it is traced, else 0
      futures: readonly string[],
    ]
  | readonly ["failed", order: number, error: Payload | null, ms: number, ended: number]
  | readonly ["ending"]; // whose fault that is has been said

/** What a thread of actors tells its process. */
export type FromActors =
  | Extract<FromThread, readonly ["done" | "failed", ...unknown[]]>
  | readonly ["begun", order: number] // one with limited time goes on, maybe past the event loop's turn
  | readonly ["dropped", order: number] // it was withdrawn before it began
  | readonly [
      "snapshot", // of a machine
      actor: number,
      snapshot: Payload | null,
      last: boolean,
      refers: boolean, // to what is there no longer than the actor
    ]
  | readonly ["emitted", actor: number, event: Payload | null]; // by a machine

/** What a thread is started with. */
export interface ThreadData {
  readonly worker: WorkerIdentity;
  readonly cluster: string;
  /** Where the files of modules are that clients have sent. */
  readonly modules: string;
  /** Address of the client that tasks of this thread use. */
  readonly client: string;
  /** A `MessagePort` with the process's bus at its other end. */
  readonly bus: MessagePort;
  readonly outbox: SharedArrayBuffer;
}

/** What a thread of tasks is started with. */
export interface TaskThreadData extends ThreadData {
  readonly claims: SharedArrayBuffer;
}

/** What a thread of actors is started with. */
export interface ActorThreadData extends ThreadData {
  readonly signals: SharedArrayBuffer;
}
