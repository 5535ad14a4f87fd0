import { withoutPassword } from "../bus/address.ts";
import type { LogFlags } from "./log-flags.ts";
import { report } from "./report.ts";

/** What is asked of `troupe status`. */
interface StatusFlags extends LogFlags {
  readonly nats: string;
  readonly cluster: string;
  readonly json: boolean;
  readonly timeout: number;
}

/** Says how a cluster stands, on stdout. */
export async function status({ nats: servers, cluster, json, timeout }: StatusFlags): Promise<void> {
  // A client takes longer to load than all else here, and nothing else needs one.
  const { Observer } = await import("../client/observer/observer.ts");
  const observer = await Observer.join({ servers, cluster, name: "status", timeout });
  const asked = [observer.now(), observer.workers(), observer.actors(), observer.primitives()] as const;
  const views = await Promise.all(asked).finally(() => observer.close());
  const [now, workers, actors, primitives] = views;
  const standing = { ...now, workers, actors, primitives };
  const nats = withoutPassword(servers);
  const text = json
    ? JSON.stringify({ nats, ...standing }, null, 2)
    : report(standing, process.stdout.columns);
  await new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}
