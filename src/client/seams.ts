import type { Bus } from "../bus/bus.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a client is made over; the defaults are this process and its clock. */
export interface ClientSeams {
  readonly bus: Bus;
  readonly cluster: string;
  /** `client.<id>`, of this client alone. */
  readonly address: string;
  readonly name?: string;
  readonly surroundings?: Surroundings;
  readonly clock?: Clock;
  /** 32 hex digits that nobody else draws. */
  readonly random?: () => string;
}
