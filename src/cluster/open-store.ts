import { withoutPassword } from "../bus/address.ts";
import { ConnectionError } from "../protocol/errors.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Store } from "../store/store.ts";
import type { Connected } from "../store/stream.ts";

/** What a scheduler's store is opened for. */
export interface StorePlace {
  /** URL of the NATS server. */
  readonly nats: string;
  readonly cluster: string;
  readonly standby: boolean;
}

/**
 * The store of a cluster; where its server has none, says what that means. Rejects with a `ConnectionError` where
 * there should be one.
 */
export async function openStore(bus: Connected, place: StorePlace, log: Logger): Promise<Store | undefined> {
  // No other process needs one.
  const { openJetStream } = await import("../store/jetstream.ts");
  const store = await openJetStream(bus, place.cluster);
  if (store !== undefined) return store;
  const lack = `the NATS server at ${withoutPassword(place.nats)} has no JetStream for this user`;
  const remedy = 'start it with "nats-server -js", or allow it for the account';
  if (place.standby) throw new ConnectionError(`--standby needs JetStream, and ${lack}: ${remedy}.`);
  const msg = `${lack}: queues, variables, published names and the like end with this scheduler; to keep them, ${remedy}`;
  log({ level: "warn", msg });
  return undefined;
}
