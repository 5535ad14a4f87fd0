import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Collects garbage, turn by turn of the event loop, until `holds`. */
export async function collectUntil(holds: () => boolean): Promise<void> {
  for (collect(); !holds(); collect()) await new Promise((resolve) => setImmediate(resolve));
}
