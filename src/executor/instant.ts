/** Now, by the clock of this thread, ms since the epoch with fractions: it never goes back. */
export function instant(): number {
  return performance.timeOrigin + performance.now();
}
