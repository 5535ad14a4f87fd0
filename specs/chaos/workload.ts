import type { Client } from "troupe";
import type { Random } from "../simulation/random.ts";

/** What a workload has to do with. */
interface World {
  /** Clients in this process, which nothing happens to. */
  readonly clients: readonly Client[];
  readonly random: Random;
  /** No more faults will come: what was begun is to end, and nothing new to begin. */
  over(): boolean;
}

/** Work that goes on until it is over; resolves to what was done, in words; rejects when something is wrong. */
export type Workload = (world: World) => Promise<string>;
