import type { ToScheduler } from "../../src/protocol/messages.ts";
import { onClientGone, onClientHello, onClientMessage } from "./clients.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { onWorkerGone, onWorkerHello, onWorkerMessage } from "./workers.ts";

/** Hands one message to what it is about; words from a process that never said who it is are stale. */
export function react(tables: Tables, steps: Steps, from: string, message: ToScheduler): void {
  switch (message[0]) {
    case "client":
      return onClientHello(tables, steps, from, message);
    case "worker":
      return onWorkerHello(tables, steps, from, message);
    case "bye":
      return part(tables, steps, from, "left");
    case "gone":
      // Only who watches over processes can know.
      if (!from.startsWith("supervisor.")) {
        tables.stale++;
        return;
      }
      tables.recovery?.known.delete(message[1]);
      return part(tables, steps, message[1], "died");
    // Primitives are actors of their own, and take what is said to them before it gets here.
    case "use":
    case "withdraw":
    case "took":
    case "settled":
    case "survey":
      tables.stale++;
      return;
  }
  const worker = tables.workers.get(from);
  const client = tables.clients.get(from);
  const peer = worker ?? client;
  if (peer === undefined) {
    tables.stale++;
    return;
  }
  peer.silence = 0;
  if (message[0] === "beat") return;
  if (worker !== undefined && isWorkerMessage(message))
    return onWorkerMessage(tables, steps, worker, message);
  if (client !== undefined && !isWorkerMessage(message))
    return onClientMessage(tables, steps, client, message);
  tables.stale++;
}

type WorkerMessage = Parameters<typeof onWorkerMessage>[3];

const WORKER_KINDS: ReadonlySet<string> = new Set<WorkerMessage[0]>([
  "runs",
  "results",
  "testified",
  "running",
  "waiting",
  "resumed",
  "done",
  "failed",
  "returned",
  "starved",
  "holding",
  "absent",
  "paused",
  "left",
  "died",
  "leave",
]);

function isWorkerMessage(message: ToScheduler): message is WorkerMessage {
  return WORKER_KINDS.has(message[0]);
}

/** A peer has left or is taken for dead. */
export function part(tables: Tables, steps: Steps, address: string, how: "left" | "died"): void {
  onWorkerGone(tables, steps, address, how);
  onClientGone(tables, steps, address);
  tables.effect({ type: "part", from: address });
}
