import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { untilAsked } from "../../src/cluster/process.ts";

/**
 * As a program it starts itself over a channel, and is killed. What it started has heard nothing of that when it
 * is to tell that it is ready; it says "stopped" when it does hear.
 */
const parent = Number(process.argv[2] ?? 0);
if (parent === 0) {
  const again = [...process.execArgv, fileURLToPath(import.meta.url), String(process.pid)];
  const orphan = spawn(process.execPath, again, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  orphan.once("message", () => process.kill(process.pid, "SIGKILL"));
} else {
  process.send?.("begun");
  while (process.ppid === parent) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  const alive = setInterval(() => {}, 60_000);
  const stop = () => {
    clearInterval(alive);
    console.log("stopped");
  };
  untilAsked({ leave: stop, retire: stop, stop });
}
