import { MessagePort, workerData } from "node:worker_threads";
import { connectPort } from "../../src/bus/port.ts";

if (!(workerData instanceof MessagePort)) throw new TypeError("The thread needs a port.");
const bus = await connectPort(workerData);
bus.subscribe("echo", (bytes, _subject, respond) => respond?.(bytes));
await bus.flush();
bus.publish("ready", new TextEncoder().encode("yes"));
