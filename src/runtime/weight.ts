/** Bytes of the texts and values in a message, near enough. */
export function weigh(field: unknown): number {
  if (typeof field === "string") return field.length;
  if (field instanceof Uint8Array) return field.byteLength;
  if (!Array.isArray(field)) return 0;
  let bytes = 0;
  for (const inner of field) bytes += weigh(inner);
  return bytes;
}
