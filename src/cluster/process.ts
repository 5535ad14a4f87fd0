/** Exit code after a second signal. */
const AT_ONCE = 1;

/** How a process ends that does something first when it is given the time. */
export interface Departure {
  /** At a signal: what must not be lost is handed over. */
  leave(): void;
  /** The same, once all that runs has ended. */
  retire(): void;
  /** At once. */
  stop(): void;
  /** Resolves when it only has to end. */
  readonly departed?: Promise<void>;
}

/**
 * Calls `leave` at the first SIGINT or SIGTERM; a second signal ends the process at once. What the parent that
 * started this process over a channel asks for is done too, and `stop` when it is gone. Tells that parent when
 * `ready`, which is now by default, and when it has `departed`.
 */
export function untilAsked(departure: Departure, ready: Promise<void> = Promise.resolve()): void {
  let asked = false;
  const ask = () => {
    if (asked) process.exit(AT_ONCE);
    asked = true;
    departure.leave();
  };
  process.on("SIGTERM", ask);
  // Ctrl-C reaches every process of a terminal; one that another keeps is ended by that one.
  process.on("SIGINT", process.send === undefined ? ask : () => {});
  if (process.send === undefined) return;
  const tell = (word: string) => {
    // A parent may have died unnoticed: then the word is lost, and "disconnect" says so next.
    if (process.connected) process.send?.(word, () => {});
  };
  process.once("disconnect", () => departure.stop());
  // A parent that died while this process began is not heard of any more.
  if (!process.connected) departure.stop();
  process.on("message", (word) => {
    if (word === "here?") tell("here");
    if (word === "retire") departure.retire();
    if (word === "stop") departure.stop();
  });
  // The channel itself must not keep the process alive.
  process.channel?.unref();
  void ready.then(
    () => tell("ready"),
    () => {},
  );
  void departure.departed?.then(() => tell("departed"));
}

/** Ends by `stop`, however it is asked to. */
export function atOnce(stop: () => void): Departure {
  return { leave: stop, retire: stop, stop };
}
