import { createHash } from "node:crypto";

/** The first 128 bits of a SHA-256, as 32 hex digits. */
export function contentHash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}
