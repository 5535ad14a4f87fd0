/** Resolves when that holds; looks again whenever the event loop has come round. */
export async function eventually(holds: () => unknown): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
