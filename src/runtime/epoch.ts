import { decodeBatch } from "../codec/batch.ts";
import { ProtocolError } from "../protocol/errors.ts";

/** The epoch that an announcement or answer carries; 0 where it carries none. */
export function epochOf(bytes: Uint8Array): number {
  try {
    const [epoch] = decodeBatch(bytes);
    return typeof epoch === "number" ? epoch : 0;
  } catch (error) {
    if (error instanceof ProtocolError) return 0;
    throw error;
  }
}
