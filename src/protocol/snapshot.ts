/** A part of a snapshot: a value, or where that cannot travel the error that says so; null where there is none. */
export type SnapshotPart = readonly [sent: boolean, content: Uint8Array] | null;

/**
 * A snapshot of an actor's logic on its way: what XState's has, but for what means something only where the
 * actor runs. Its parts are encoded each by itself, so that one that cannot travel spares the others.
 */
export type SnapshotFields = readonly [
  status: "active" | "done" | "error" | "stopped",
  state: Uint8Array | null, // of its value and an array of its tags; null where the logic is no machine
  context: SnapshotPart,
  output: SnapshotPart,
  error: Uint8Array | null, // what was thrown, where the status is "error"
];
