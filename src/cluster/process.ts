/** Exit code after a second signal. */
const AT_ONCE = 1;

/**
 * Calls `stop` at the first SIGINT or SIGTERM, or when the parent that started this process over a channel
 * is gone; a second signal ends the process at once. Tells that parent when `ready`, which is now by default.
 */
export function untilAsked(stop: () => void, ready: Promise<void> = Promise.resolve()): void {
  let asked = false;
  const ask = () => {
    if (asked) process.exit(AT_ONCE);
    asked = true;
    stop();
  };
  process.on("SIGTERM", ask);
  // Ctrl-C reaches every process of a terminal; one that another keeps is ended by that one.
  process.on("SIGINT", process.send === undefined ? ask : () => {});
  if (process.send === undefined) return;
  process.once("disconnect", ask);
  // The channel itself must not keep the process alive.
  process.channel?.unref();
  void ready.then(
    () => process.send?.("ready"),
    () => {},
  );
}
