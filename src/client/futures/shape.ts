/** Whether a value is an object of no class. */
export function isPlain(shape: unknown): shape is Record<string, unknown> {
  if (typeof shape !== "object" || shape === null) return false;
  const prototype: unknown = Object.getPrototypeOf(shape);
  return prototype === Object.prototype || prototype === null;
}
