import type { Reply } from "../protocol/coordination.ts";
import type { Fact } from "../protocol/facts.ts";
import type { Message } from "../protocol/message.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Vigil } from "../runtime/vigil.ts";
import type { Log } from "../store/log.ts";

/** What the primitives of a cluster need of the scheduler that they live beside. */
export interface CoordinatorSeams {
  readonly clock: Clock;
  /** In time that a silence counts in. */
  readonly vigil: Pick<Vigil, "after">;
  /** Which of the schedulers that this cluster has over time; later ones are greater. */
  readonly epoch: number;
  /** Time without a word after which a client is gone that the scheduler has never heard of, ms. */
  readonly graceMs: number;
  /** Where what happens is stored before it is answered; null where primitives begin empty with each scheduler. */
  readonly store: Log | null;
  reply(to: string, number: number, reply: Reply): void;
  /** What was said to a client, and may not have arrived there. */
  unheard(client: string): readonly Message[];
  /** Futures and actors with these keys live until the pin is taken out. */
  pin(pin: number, keys: readonly string[]): void;
  unpin(pin: number): void;
  /** The scheduler begins with this. */
  recall(facts: readonly Fact[]): void;
  /** All that the scheduler has recorded. */
  facts(): readonly Fact[];
  isClient(address: string): boolean;
  /** Whether a client is on a thread of a worker that is there, and lives as long as that, silent or not. */
  isTethered(client: string): boolean;
  /** Nothing can be stored any more, and what was done last may be or not: this scheduler must not go on. */
  broken(error: unknown): void;
  readonly log: Logger;
}
