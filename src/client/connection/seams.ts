import { hostname } from "node:os";
import type { Bus } from "../../bus/bus.ts";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import { Session } from "../session/session.ts";
import { OUTSIDE, type Surroundings } from "../session/surroundings.ts";
import { Meeting } from "./meeting.ts";

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

/** A session over a bus that is there already. */
export function sessionOver(seams: Omit<ClientSeams, "random">): Session {
  const { bus, cluster, address, name = hostname(), surroundings = OUTSIDE, clock = systemClock } = seams;
  const options = { bus, clock, cluster, address, name, surroundings };
  return new Session(options, (session) => new Meeting(session));
}
