import { hash } from "node:crypto";
import { encodeValue } from "../../codec/value.ts";
import { SerializationError } from "../../protocol/errors.ts";
import { check, FLAG, type Rules, WORKERS } from "../options.ts";
import { Entry } from "../session/entry.ts";
import { referTo } from "../session/referral.ts";
import type { Session } from "../session/session.ts";
import { Future } from "./future.ts";
import { isPlain } from "./shape.ts";

/** How values are scattered. */
export interface ScatterOptions {
  /** A copy on every worker, or on every one of `workers`; default false. */
  readonly broadcast?: boolean;
  /** Same bytes, same key, one copy; default true. */
  readonly hash?: boolean;
  /** Names or addresses of workers that may have it; default any. Where none of them is there, it waits. */
  readonly workers?: readonly string[];
}

const RULES: Rules<ScatterOptions> = { broadcast: FLAG, hash: FLAG, workers: WORKERS };

/** Bytes that one value may take, as MessagePack counts them in 32 bits. */
const VALUE_BYTES = 2 ** 32 - 1;

/** Hex digits of a key: 128 bits. */
const KEY_DIGITS = 32;

/** A value ready to be sent. */
interface Parcel {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** Futures inside the value. */
  readonly inside: readonly Entry[];
}

/**
 * Offers values to the workers: each element of an array or Map, each field of a plain object, else the
 * value as one; gives futures in that shape. Throws `SerializationError` where something cannot travel, and
 * then offers nothing.
 */
export function scatter(
  session: Session,
  value: unknown,
  options: ScatterOptions,
  random: () => string,
): unknown {
  check(options, RULES);
  if (session.closed !== null) throw session.closed;
  const digits = options.hash === false ? random : null;
  const pack = (part: unknown, root: string): Parcel => parcel(session, part, root, digits);
  const send = (packed: Parcel): Future<unknown> => offer(session, packed, options);
  if (Array.isArray(value)) return Array.from(value, (part, i) => pack(part, `value[${i}]`)).map(send);
  if (value instanceof Map) {
    const parcels = Array.from(value, ([key, part], i) => [key, pack(part, `value.values()[${i}]`)] as const);
    return new Map(parcels.map(([key, packed]) => [key, send(packed)]));
  }
  if (isPlain(value)) {
    const parcels = Object.entries(value).map(([key, part]) => [key, pack(part, `value.${key}`)] as const);
    return Object.fromEntries(parcels.map(([key, packed]) => [key, send(packed)]));
  }
  return send(pack(value, "value"));
}

function parcel(session: Session, value: unknown, root: string, random: (() => string) | null): Parcel {
  const inside = new Set<Entry>();
  const bytes = encodeValue(value, { root, reference: (part) => referTo(session, part, inside) });
  if (bytes.byteLength > VALUE_BYTES) {
    throw new SerializationError(
      `The value takes ${bytes.byteLength} bytes; ${VALUE_BYTES} are allowed. Scatter parts of it.`,
      root,
    );
  }
  const digits = random === null ? hash("sha256", bytes, "hex").slice(0, KEY_DIGITS) : random();
  return { key: `data-${digits}`, bytes, inside: [...inside] };
}

/** The same bytes may be on their way already: what is new is which workers are to have them. */
function offer(session: Session, { key, bytes, inside }: Parcel, options: ScatterOptions): Future<unknown> {
  const entry = session.find(key) ?? new Entry(key, null);
  const { workers = null, broadcast = false } = options;
  const keys = inside.map((inner) => inner.key);
  const number = session.offers.make(entry, bytes);
  entry.description = {
    message: ["scatter", key, number, bytes.byteLength, workers, broadcast, keys],
    dependencies: inside,
  };
  entry.told = 0;
  if (entry.settled && entry.state !== "finished") entry.step("pending", null);
  const future = new Future<unknown>(session, entry);
  session.add(entry);
  return future;
}
