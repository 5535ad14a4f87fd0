import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { failed, type Reply } from "./reply.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Where the built page is, seen from `src/dashboard` and from `dist/src/dashboard`. */
const BUILT = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/dashboard/" : "../../dashboard/",
  import.meta.url,
);

/** The files of the page, by the path under which they are asked for. */
export function readAssets(folder: URL = BUILT): ReadonlyMap<string, Reply> {
  const assets = new Map<string, Reply>();
  for (const name of files(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(new URL(encodeURI(name), folder));
    // Names of what is in `assets` change with the content.
    const lasting = name.startsWith("assets/");
    const headers = {
      "content-type": type,
      "cache-control": lasting ? "private, max-age=31536000, immutable" : "no-cache",
    };
    assets.set(name === "index.html" ? "/" : `/${name}`, { status: 200, headers, body });
  }
  if (!assets.has("/")) {
    assets.set("/", failed(503, "The page has not been built: run `npm run build`. There is /api/now.json."));
  }
  return assets;
}

function files(folder: URL): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
      name.replaceAll("\\", "/"),
    );
  } catch {
    return [];
  }
}
