import type { PrimitiveFigures, Reply, UseRequest } from "../../src/protocol/coordination.ts";

/**
 * What the machine of a primitive is told. `from` is the address of who uses it, `number` one use by them.
 * `stamp` grows over all events of all primitives, and over restarts.
 */
export type CoordinationEvent<Request extends UseRequest = UseRequest> =
  | {
      readonly type: "use";
      readonly from: string;
      readonly number: number;
      /** What a queue or semaphore is limited to, by this user; null for as others say. */
      readonly setting: number | null;
      readonly request: Request;
      /** Time to wait for it at most, ms; null for no end. */
      readonly timeout: number | null;
      readonly stamp: number;
    }
  /** The time of that use is up, or nobody waits for it any more. */
  | { readonly type: "expired"; readonly from: string; readonly number: number; readonly stamp: number }
  /** What was given first of what that use was given and not yet taken is held by its user now. */
  | { readonly type: "took"; readonly from: string; readonly number: number; readonly stamp: number }
  /** That user was silent for too long: its leases end, and it loses its place. */
  | { readonly type: "lapsed"; readonly from: string; readonly stamp: number }
  /** That user is no more. */
  | { readonly type: "gone"; readonly from: string; readonly stamp: number };

export type UseEvent<Request extends UseRequest> = Extract<
  CoordinationEvent<Request>,
  { readonly type: "use" }
>;

/** What the machine of a primitive wants done; its host does it. */
export type CoordinationEffect =
  /** Every use has one last reply, which also ends its time; a "watch" has others before. */
  | { readonly type: "reply"; readonly to: string; readonly number: number; readonly reply: Reply }
  /** Tell "expired" of that use, unless it is replied to before. */
  | { readonly type: "expireAfter"; readonly from: string; readonly number: number; readonly ms: number }
  /** Futures and actors with these keys live on, until the pin is taken out; a pin is a number of its own. */
  | { readonly type: "pin"; readonly pin: number; readonly keys: readonly string[] }
  | { readonly type: "unpin"; readonly pin: number }
  /** Use a lock, as the multi-lock that says so. */
  | { readonly type: "acquire"; readonly lock: string; readonly number: number }
  /** Give up those locks, held or waited for. */
  | { readonly type: "leave"; readonly locks: readonly string[] };

/** State as data that can be written down. */
export type Plain = null | boolean | number | string | Uint8Array | readonly Plain[];

/** A pin that is in, and the keys of the futures and actors that it keeps alive. */
export type Pinned = readonly [pin: number, keys: readonly string[]];

/** What every machine of a primitive has in its context. */
export interface PrimitiveTables {
  /** The effects since the last call, in order. */
  takeEffects(): readonly CoordinationEffect[];
  /** Uses that wait. */
  readonly waiting: number;
  /** For those who look on. */
  readonly figures: PrimitiveFigures;
  /** It is as new: nothing in it, nobody waits, holds or watches. The host may forget it. */
  readonly blank: boolean;
  readonly pinned: Iterable<Pinned>;
  /** Whether a use only looks: it changes nothing, and is answered at once. */
  isLook(request: UseRequest, setting: number | null): boolean;
  /** All that is in it, apart from effects that nobody has taken: what is long is a part of its own. */
  snapshot(): readonly Plain[];
  /** Goes on from what a snapshot says; it is as new before. */
  restore(state: readonly Plain[]): void;
}
