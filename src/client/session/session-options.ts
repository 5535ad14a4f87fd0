import type { Bus } from "../../bus/bus.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a client needs of its process. */
export interface SessionOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** `client.<id>`, of this client alone. */
  readonly address: string;
  readonly name: string;
  readonly surroundings: Surroundings;
}
