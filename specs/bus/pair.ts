import type { Bus } from "../../src/bus/bus.ts";

/** Two buses that meet, fresh for each spec. */
export interface Pair {
  alice: Bus;
  bob: Bus;
}
