import { Client as ClusterClient } from "../client/client.ts";
import { LocalCluster } from "./local.ts";
import type { LocalOptions } from "./options.ts";

/** A client of a new cluster on this machine, which is closed with the client. */
async function local(options: LocalOptions = {}): Promise<ClusterClient> {
  const cluster = await LocalCluster.start(options);
  return ClusterClient.connect(cluster, {}, () => cluster.close());
}

/** `client/client.ts` with `local`, which a client within a task has no use for. */
export const Client = Object.assign(ClusterClient, { local });
export type Client = ClusterClient;
