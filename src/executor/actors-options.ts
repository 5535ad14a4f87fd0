import type { Payload } from "../protocol/messages.ts";
import type { Tracing } from "../protocol/trace.ts";
import type { ExecutorListener } from "./executor.ts";
import type { ThreadHandle, ThreadListener } from "./handle.ts";
import type { Signals } from "./signals.ts";
import type { FromActors, ToActors } from "./words.ts";

/** A thread of actors that runs, as its process holds it. */
export type ActorThread = Pick<ThreadHandle<ToActors, FromActors>, keyof ThreadHandle<ToActors, FromActors>>;

/** What a lane of actors is started with. */
export interface ActorLaneOptions {
  /** What its thread goes by. */
  readonly name: string;
  readonly tracing: Tracing;
  /** The code that goes by a hash. */
  code(hash: string): Payload | undefined;
  /** Starts its thread, which shares these signals. */
  start(listener: ThreadListener<FromActors>, signals: Signals): ActorThread;
  /** Calls `act` once after `ms`, unless that is taken back by the returned function. */
  after(ms: number, act: () => void): () => void;
}

/** What the actors of a worker need. */
export interface ActorsOptions extends Omit<ActorLaneOptions, "name" | "start"> {
  readonly listener: ExecutorListener;
  /** Threads that actors share, at most. */
  readonly threads: number;
  /** Starts a thread, whose number is that of no thread before. */
  start(number: number, listener: ThreadListener<FromActors>, signals: Signals): ActorThread;
}
