import { fork } from "node:child_process";
import { once } from "node:events";

/** Ms from `Client.local()` to its first result, in a fresh process. */
export async function startUpMs(bus: "nats" | "memory"): Promise<number> {
  const program = fork(new URL("./start-up.js", import.meta.url), [bus], { execArgv: [] });
  const exited = once(program, "exit");
  const [ms] = await Promise.race([once(program, "message"), exited]);
  await exited;
  if (program.exitCode !== 0) throw new Error(`The start-up over ${bus} failed.`);
  return Number(ms);
}
