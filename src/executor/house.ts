import type { Answers, Referent } from "./answers.ts";
import type { Codes } from "./codes.ts";
import type { WorkerIdentity } from "./context.ts";
import type { Decoder } from "./decoder.ts";
import type { Signals } from "./signals.ts";
import type { ThreadClient } from "./thread-client.ts";
import type { FromActors } from "./words.ts";

/** What the actors of one thread share. */
export interface House {
  /** Of this thread alone, for ids. */
  readonly name: string;
  readonly worker: WorkerIdentity;
  readonly client: ThreadClient;
  readonly codes: Codes;
  readonly decoder: Decoder;
  readonly answers: Answers;
  readonly signals: Signals;
  say(word: FromActors): void;
  /** Hears what was posted and has not come yet. */
  hear(): void;
  /** Whether nobody waits for this turn any more. */
  isWithdrawn(order: number): boolean;
  /** What stands for an actor of this thread, to be used as any reference to it. */
  refer(actor: Referent): object;
}
