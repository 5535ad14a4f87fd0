import { PROTOCOL_VERSION, type ToScheduler } from "../../protocol/messages.ts";
import type { Roster } from "./roster.ts";

/** Says who a client is and, to a scheduler that has begun `anew`, which workers there were before. */
export function greeting(name: string, anew: boolean, { workers }: Roster): ToScheduler {
  return ["client", PROTOCOL_VERSION, name, anew, anew ? workers.map(([, address]) => address) : []];
}
