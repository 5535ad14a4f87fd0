import { Worker, type WorkerOptions } from "node:worker_threads";

/** The module that threads of tasks run: in the same form, compiled or not, as this one. */
export const ENTRY = new URL(`./thread.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

/** The module that threads of actors run. */
export const ACTOR_ENTRY = new URL(
  `./actor-thread.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
  import.meta.url,
);

/** Options of Node.js that say how modules are found and loaded; each has a value. */
const LOADING = new Set(["--import", "--require", "-r", "--conditions", "-C"]);

type Option = readonly [name: string, value: string];

const isLoader = ([, value]: Option): boolean => /(?:^|[\\/]node_modules[\\/])tsx(?:[\\/]|$)/.test(value);

function loading(args: readonly string[]): Option[] {
  return args.flatMap((arg, i): Option[] => {
    const [name = "", ...value] = arg.split("=");
    if (!LOADING.has(name)) return [];
    return [[name, value.length > 0 ? value.join("=") : (args[i + 1] ?? "")]];
  });
}

/**
 * Starts a thread with the loaders of this process. Loaders that were registered on the main thread do not
 * reach others in every Node.js, so where TypeScript is run by tsx, the thread registers it by itself.
 */
export function startThread(entry: URL, options: WorkerOptions): Worker {
  const given = loading(process.execArgv);
  const everywhere = loading((process.env["NODE_OPTIONS"] ?? "").split(/\s+/));
  const loader = [...given, ...everywhere].find(isLoader);
  if (loader === undefined) return new Worker(entry, options);
  const execArgv = given.filter((option) => !isLoader(option)).flat();
  return new Worker(bootstrap(loader[1], entry), { ...options, eval: true, execArgv });
}

/** Source that registers the loader, then runs the entry; as such it imports from the working directory. */
function bootstrap(loader: string, entry: URL): string {
  const api = loader.startsWith("file:") ? new URL("esm/api/index.mjs", loader).href : "tsx/esm/api";
  const [from, then] = [JSON.stringify(api), JSON.stringify(entry.href)];
  return `import(${from}).then(({ register }) => { register(); return import(${then}); });`;
}
