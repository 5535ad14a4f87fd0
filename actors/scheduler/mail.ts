import type { ToPrimitives } from "../../src/protocol/coordination.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { isA } from "../../src/protocol/subjects.ts";
import { onClientGone, onClientHello, onClientMessage } from "./clients.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { onWorkerGone, onWorkerHello, onWorkerMessage } from "./workers.ts";

/**
 * Hands one message to what it is about. Who speaks is in the address: words that are another role's are stale, and
 * so are those of a process that never said who it is.
 */
export function react(tables: Tables, steps: Steps, from: string, message: ToScheduler): void {
  switch (message[0]) {
    case "client":
      if (isA("client", from)) return onClientHello(tables, steps, from, message);
      break;
    case "worker":
      if (isA("worker", from)) return onWorkerHello(tables, steps, from, message);
      break;
    case "bye":
      return part(tables, steps, from, "left");
    case "gone":
      // Only who watches over processes can know.
      if (!isA("supervisor", from)) break;
      tables.recovery?.known.delete(message[1]);
      return part(tables, steps, message[1], "died");
    // Primitives are actors of their own, and take what is said to them before it gets here.
    case "use":
    case "withdraw":
    case "took":
    case "settled":
    case "survey":
      break;
    default:
      if (hear(tables, steps, from, message)) return;
  }
  tables.stale++;
}

type Word = Exclude<
  ToScheduler,
  readonly ["client" | "worker" | "bye" | "gone" | ToPrimitives[0], ...unknown[]]
>;

/** Hears a worker or client that has said who it is; false where it is none, or not its word. */
function hear(tables: Tables, steps: Steps, from: string, message: Word): boolean {
  const worker = tables.workers.get(from);
  const client = tables.clients.get(from);
  if (worker === undefined && client === undefined) return false;
  if (message[0] === "beat") return true;
  if (worker !== undefined && isWorkerMessage(message)) onWorkerMessage(tables, steps, worker, message);
  else if (client !== undefined && !isWorkerMessage(message)) onClientMessage(tables, steps, client, message);
  else return false;
  return true;
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

function isWorkerMessage(message: Word): message is WorkerMessage {
  return WORKER_KINDS.has(message[0]);
}

/** A peer has left or is taken for dead. */
export function part(tables: Tables, steps: Steps, address: string, how: "left" | "died"): void {
  onWorkerGone(tables, steps, address, how);
  onClientGone(tables, steps, address, how === "died");
  tables.effect({ type: "part", from: address });
}
