import { readFileSync } from "node:fs";

/** Where `package.json` is, seen from `src/cluster` and from `dist/src/cluster`. */
const PACKAGE = import.meta.url.endsWith(".ts") ? "../../package.json" : "../../../package.json";

/** The version of this package. */
export function version(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL(PACKAGE, import.meta.url), "utf8"));
  return typeof parsed === "object" && parsed !== null && "version" in parsed
    ? String(parsed.version)
    : "unknown";
}
