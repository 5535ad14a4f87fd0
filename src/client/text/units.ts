const SIZES = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A number of bytes for people, such as `512 B` or `15.5 GiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(SIZES.length, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const unit = SIZES[power - 1];
  return unit === undefined ? `${bytes} B` : `${significant(bytes / 1024 ** power)} ${unit}`;
}

/** A duration in ms for people, such as `84 ms`, `8.4 s`, `2 m 05 s` or `3 h 20 m`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${significant(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** A number for people, in few places, such as `0.25`, `8.4`, `84`, `12.5k` or `3.2M`. */
export function formatNumber(value: number): string {
  if (value < 9999.5) return significant(value);
  return value < 999_500 ? `${significant(value / 1000)}k` : `${significant(value / 1e6)}M`;
}

/** A number with its noun, which takes an s unless there is one. */
export function counted(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? "" : "s"}`;
}

/** With one digit after the point below 100, two below 1, and without those that say nothing. */
function significant(value: number): string {
  const digits = value >= 99.95 ? 0 : value >= 0.995 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

const two = (value: number): string => String(value).padStart(2, "0");
