/**
 * What clients ask of primitives, and what they are answered. Each primitive is an actor of its own in
 * the scheduler's process, reached by its kind and name; a use goes under a number that its replies carry.
 *
 * Units: times in milliseconds.
 */

/** Bytes of one encoded value; nobody on the way decodes them. */
type Payload = Uint8Array;

/** Bytes that an item of a queue or the value of a variable may take. */
export const ITEM_BYTES = 1 << 20;

/** A value, and the keys of the futures and actors inside it. */
export type Item = readonly [value: Payload, references: readonly string[]];

export type QueueRequest =
  | readonly ["put", item: Item]
  | readonly ["get", count: number | null] // waits for so many and takes them together; null for what is there now
  | readonly ["size"];

/** Of a lock or semaphore. A lease goes by its token. */
export type LeaseRequest = readonly ["acquire"] | readonly ["release", token: number];

export type MultiLockRequest =
  | readonly ["acquire", locks: readonly string[]]
  | readonly ["release", token: number];

export type EventRequest = readonly ["wait"] | readonly ["set"] | readonly ["clear"] | readonly ["isSet"];

export type VariableRequest =
  | readonly ["set", item: Item]
  | readonly ["get"] // waits until it has a value
  | readonly ["delete"]
  | readonly ["watch"]; // answered by every value, from the present one on, until withdrawn

/** One use of a primitive. A setting of null is that of whoever gives one. */
export type Use =
  | readonly ["queue", name: string, maxSize: number | null, request: QueueRequest] // 0 for no limit
  | readonly ["lock", name: string, setting: null, request: LeaseRequest]
  | readonly ["semaphore", name: string, leases: number | null, request: LeaseRequest]
  | readonly ["event", name: string, setting: null, request: EventRequest]
  | readonly ["variable", name: string, setting: null, request: VariableRequest]
  | readonly ["multiLock", name: string, setting: null, request: MultiLockRequest];

export type PrimitiveKind = Use[0];

export type UseRequest = Use[3];

/** How a use came out. Every use has one last reply; a "watch" has others before. */
export type Reply =
  | readonly ["done"]
  | readonly ["granted", token: number] // grows with every grant: a fencing token
  | readonly ["items", items: readonly Item[]]
  | readonly ["size", count: number]
  | readonly ["flag", set: boolean]
  | readonly ["value", item: Item]
  | readonly ["expired"] // its time ran out, or it was withdrawn, and it changed nothing
  | readonly ["lapsed"] // its client was silent for too long and lost its place: it may ask again
  | readonly ["declined", code: string, reason: string] // an error's code and text
  | readonly ["primitives", views: readonly PrimitiveEntry[]];

/** What a client says to primitives. */
export type ToPrimitives =
  | readonly ["use", number: number, use: Use, timeout: number | null]
  | readonly ["withdraw", number: number, kind: PrimitiveKind, name: string] // nobody waits for it any more: its time is up, and items on their way to it go back
  | readonly ["settled", below: number, open: readonly number[]] // of its uses with lower numbers it waits for these alone
  | readonly ["survey", number: number] // replied to by "primitives"
  | readonly ["took", number: number, kind: PrimitiveKind, name: string]; // the client holds the references inside what it was given

/** What is in a primitive, and some of those who have to do with it. */
export type PrimitiveFigures = readonly [
  size: number | null, // items, or leases in use; null where there is no such thing
  limit: number | null, // of these; null for none
  holders: readonly string[], // addresses
  waiters: readonly string[], // in the order in which they are served
];

/** A primitive at a glance. */
export type PrimitiveEntry = readonly [
  kind: PrimitiveKind,
  name: string,
  state: string,
  waiting: number,
  figures: PrimitiveFigures,
];
