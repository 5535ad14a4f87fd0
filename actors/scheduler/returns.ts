import type { Durability, ToScheduler } from "../../src/protocol/messages.ts";
import { isA } from "../../src/protocol/subjects.ts";
import type { Tables } from "./tables.ts";

interface Scene {
  readonly context: { readonly tables: Tables };
  readonly event: {
    readonly type: string;
    readonly from?: string;
    readonly messages?: readonly ToScheduler[];
  };
}

/** A client or worker says, in time, that it had another scheduler before. */
const hasReturned = (scene: Scene): boolean => returns(scene, (former) => former !== null);

/** The same of one that had a store, where this one has none: what was stored is out of its reach. */
const isBereft = (scene: Scene): boolean =>
  scene.context.tables.durability === "fleeting" && returns(scene, (former) => former === "durable");

export const returnGuards = { hasReturned, isBereft };

function returns(
  { context: { tables }, event: { from = "", messages = [] } }: Scene,
  isOne: (former: Durability | null) => boolean,
): boolean {
  return tables.young > 0 && messages.some((message) => isOne(formerOf(from, message)));
}

/** What is said of the scheduler before this one; null where nothing is. */
function formerOf(from: string, message: ToScheduler): Durability | null {
  if (message[0] === "client") return isA("client", from) ? message[3] : null;
  return message[0] === "worker" && isA("worker", from) ? message[6] : null;
}
