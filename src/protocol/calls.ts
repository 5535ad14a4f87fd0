/**
 * What callers and the hosts of actors tell each other, on sessions of their own (`caller.<id>` begins one with
 * `actors.<id>`): the scheduler has no part in it. `number` names one call of a caller.
 */
import { bytes, checker, count, duration, nullable, type Shapes, several, text, texts } from "./fields.ts";
import type { Payload } from "./messages.ts";

/** Bytes that the arguments of a call, and what it gives, may take. */
export const CALL_BYTES = 64 << 20;

export type CallerToHost =
  | readonly ["code", hash: string, code: Payload] // of a function among the arguments of later calls
  | readonly [
      "call",
      number: number,
      actor: string, // its key
      member: string,
      args: Payload | null, // null reads a property
      chain: readonly string[], // ids of the turns that the call comes of
      timeout: number, // ms that the caller waits; 0 for no end
    ]
  | readonly ["watch", number: number, actor: string] // of a machine: every snapshot, the present one first
  | readonly ["sample", number: number, interval: number] // what its threads do, each so many µs; answered when begun
  | readonly ["collect", number: number, sample: number] // ends what was begun under that number, and gives what was seen
  | readonly ["withdraw", number: number] // nobody waits for it any more: where it has not begun it need not
  | readonly ["took", number: number] // the caller holds the futures and actors inside what was given
  | readonly ["bye"];

export type HostToCaller =
  | readonly [
      "gave",
      number: number,
      value: Payload,
      references: readonly string[], // keys of the futures and actors inside: kept until "took"
    ]
  | readonly ["threw", number: number, error: Payload]
  | readonly ["snapshot", number: number, snapshot: Payload] // see snapshot.ts
  | readonly ["emitted", number: number, event: Payload] // what a machine that is watched has emitted
  | readonly ["untaken"]; // are you there? what is kept here for you is kept until you are not

const toHost: Shapes<CallerToHost> = {
  code: [text, bytes],
  call: [count, text, text, nullable(bytes), texts, duration],
  watch: [count, text],
  sample: [count, several],
  collect: [count, count],
  withdraw: [count],
  took: [count],
  bye: [],
};

const toCaller: Shapes<HostToCaller> = {
  gave: [count, bytes, texts],
  threw: [count, bytes],
  snapshot: [count, bytes],
  emitted: [count, bytes],
  untaken: [],
};

export const checkToHost: (decoded: unknown) => CallerToHost = checker(toHost);
export const checkToCaller: (decoded: unknown) => HostToCaller = checker(toCaller);
