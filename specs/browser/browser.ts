import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Where it is on systems that do not have it on the PATH. */
const USUAL_PLACES = [
  "/usr/bin",
  "/usr/local/bin",
  "/snap/bin",
  "/Applications/Google Chrome.app/Contents/MacOS",
];

/** The path of a Chromium on this machine; throws and says how to get one. */
function findChromium(): string {
  const places = (process.env["PATH"] ?? "").split(delimiter).concat(USUAL_PLACES);
  const paths = places.flatMap((place) => [...NAMES, "Google Chrome"].map((name) => join(place, name)));
  const found = paths.find(isExecutable);
  if (found === undefined)
    throw new Error('There is no Chromium: "apt-get install chromium" (Debian) has one.');
  return found;
}

/** A browser without a window. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"],
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
