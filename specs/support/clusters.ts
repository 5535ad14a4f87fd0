import { Client, LocalCluster, type LocalOptions } from "troupe";
import { beginTypeScript, endTypeScript } from "./typescript.ts";

/** How a cluster of specs is started. */
export interface ClusterOptions extends Omit<LocalOptions, "bus"> {
  /** Its workers load modules in TypeScript; they take longer to start. */
  readonly typescript?: boolean;
}

/** What the specs of one description share. */
export interface Shared {
  readonly bus: "memory" | "nats";
  readonly cluster: LocalCluster;
  readonly client: Client;
  /** Another client of the same cluster, closed after the specs. */
  join(name?: string): Promise<Client>;
}

/** The same specs over a cluster on each bus; where there is no `nats-server`, those that need it fail. */
export function describeOnEachBus(
  title: string,
  options: ClusterOptions,
  specs: (shared: Shared) => void,
): void {
  describeOn("memory", title, options, specs);
  describeOn("nats", title, options, specs);
}

/** Specs over one cluster and one client that lasts as long. */
export function describeOn(
  bus: Shared["bus"],
  title: string,
  { typescript = false, ...options }: ClusterOptions,
  specs: (shared: Shared) => void,
): void {
  describe(`${title} (${bus})`, () => {
    let cluster: LocalCluster;
    let client: Client;
    const guests: Client[] = [];

    before(async () => {
      if (typescript) beginTypeScript();
      cluster = await LocalCluster.start({ ...options, bus });
      client = await Client.connect(cluster);
    });

    after(async () => {
      for (const guest of guests) await guest.close();
      await client?.close();
      await cluster?.close();
      if (typescript) endTypeScript();
    });

    specs({
      bus,
      get cluster() {
        return cluster;
      },
      get client() {
        return client;
      },
      async join(name = "guest") {
        const guest = await Client.connect(cluster, { name });
        guests.push(guest);
        return guest;
      },
    });
  });
}
