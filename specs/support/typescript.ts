const LOADER = "--import=tsx";

/** Threads and processes that are started from now on load TypeScript, as those of `node --import tsx` do. */
export function beginTypeScript(): void {
  process.execArgv.push(LOADER);
}

/** Those that are started from now on load it no more. */
export function endTypeScript(): void {
  process.execArgv.splice(process.execArgv.lastIndexOf(LOADER), 1);
}
