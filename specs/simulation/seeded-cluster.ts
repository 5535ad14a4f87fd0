import { SimulatedCluster } from "./cluster.ts";
import { standsBy } from "./faults.ts";
import { SimulatedLogs } from "./log.ts";

/** A cluster in calm weather; for some seeds with a scheduler that stands by, and what it needs for that. */
export function seededCluster(seed: number): SimulatedCluster {
  const standby = standsBy(seed);
  const logs = standby ? new SimulatedLogs() : null;
  return new SimulatedCluster(seed, { drop: 0, repeat: 0, delay: 5 }, logs, standby);
}
