import type { CallerToHost, HostToCaller } from "./calls.ts";
import type { ToClient, ToScheduler, ToWorker } from "./messages.ts";

/** Any message, whatever its direction. */
export type Message = ToScheduler | ToWorker | ToClient | CallerToHost | HostToCaller;
