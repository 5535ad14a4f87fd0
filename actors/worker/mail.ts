import type { ToWorker } from "../../src/protocol/messages.ts";
import { onAbort, onAssign, onDrop, onRecall, onReplicate } from "./runs.ts";
import type { Tables } from "./tables.ts";

/** Why a scheduler will not have this worker, of all that it says; empty where it does not say. */
export function refusal(messages: readonly ToWorker[]): string {
  for (const message of messages) if (message[0] === "refused") return message[1];
  return "";
}

/** Takes one word of the scheduler. */
export function react(tables: Tables, message: ToWorker): void {
  switch (message[0]) {
    case "code":
      return tables.effect({ type: "learn", hash: message[1], code: message[2] });
    case "assign":
      return onAssign(tables, message);
    case "recall":
      return onRecall(tables, message[1], message[2]);
    case "abort":
      return onAbort(tables, message[1], message[2], message[3]);
    case "replicate":
      return onReplicate(tables, message[1]);
    case "drop":
      return onDrop(tables, message[1]);
    case "gone":
      return tables.effect({ type: "forsake", holder: message[1] });
    case "kill":
      return tables.effect({ type: "kill", key: message[1] });
    case "module":
      return tables.effect({ type: "module", file: message[1] });
    case "welcome":
      tables.durability = message[1];
      return;
    case "restart":
    case "dismissed":
    case "refused":
      return;
  }
}
