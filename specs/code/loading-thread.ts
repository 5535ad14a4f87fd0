import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { loadCode } from "../../src/code/load.ts";

/** Loads the code given on the command line in a worker thread, calls it, and prints what comes of it. */
async function run(): Promise<unknown> {
  const loaded = (await loadCode(workerData, {})) as () => unknown;
  return loaded();
}

if (isMainThread) {
  const thread = new Worker(new URL(import.meta.url), { workerData: JSON.parse(process.argv[2] ?? "") });
  thread.on("message", (result) => process.stdout.write(String(result)));
} else {
  const answer = (result: unknown): void => parentPort?.postMessage(String(result));
  run().then(answer, answer);
}
