import type { NatsConnection } from "nats";

/** Bytes that both sides have to hand out. */
export const SIZE = 256 << 20;

/** Bytes of a part, and parts under way: as much as the library has. */
const PART = 512 << 10;
const UNDER_WAY = 8;

/** Ms that a part may take. */
const PATIENCE_MS = 30_000;

/** Hands out parts of `bytes` to whoever asks on `subject`. */
export function offer(connection: NatsConnection, subject: string, bytes: Uint8Array): void {
  connection.subscribe(subject, {
    callback: (_, message) => {
      const [offset, length] = message.json<[offset: number, length: number]>();
      message.respond(bytes.subarray(offset, offset + length));
    },
  });
}

/** Gets `size` bytes from `subject`, part by part. */
export async function pull(connection: NatsConnection, subject: string, size: number): Promise<void> {
  const value = new Uint8Array(size);
  let next = 0;
  const lane = async () => {
    while (next < size) {
      const offset = next;
      next += PART;
      const request = JSON.stringify([offset, Math.min(PART, size - offset)]);
      const { data } = await connection.request(subject, request, { timeout: PATIENCE_MS });
      value.set(data, offset);
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, lane));
}
