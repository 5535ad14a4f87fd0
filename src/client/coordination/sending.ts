import { encodeValue } from "../../codec/value.ts";
import { ITEM_BYTES, type Item } from "../../protocol/coordination.ts";
import { SerializationError } from "../../protocol/errors.ts";
import type { Entry } from "../session/entry.ts";
import { Hold } from "../session/hold.ts";
import { referTo } from "../session/referral.ts";
import type { Session } from "../session/session.ts";

/**
 * Hands a value to a primitive: the client holds the futures inside until `use` is over, which calls `before`
 * where the scheduler has to know of them. Throws `SerializationError` for what cannot travel or is too large,
 * `CancelledError` for a future that is gone.
 */
export async function send<R>(
  session: Session,
  value: unknown,
  use: (item: Item, before: () => void) => Promise<R>,
): Promise<R> {
  const inside = new Set<Entry>();
  const bytes = encodeValue(value, { reference: (part) => referTo(session, part, inside) });
  if (bytes.byteLength > ITEM_BYTES) {
    throw new SerializationError(
      `The value takes ${bytes.byteLength} bytes; ${ITEM_BYTES} are allowed here. Scatter it, and send its future.`,
      "value",
    );
  }
  const keys = Array.from(inside, ({ key }) => key);
  const holds = Array.from(inside, (entry) => new Hold(session, entry));
  try {
    return await use([bytes, keys], () => {
      for (const entry of inside) session.briefing.tell(entry);
    });
  } finally {
    for (const hold of holds) hold.end();
  }
}
