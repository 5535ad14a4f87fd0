import type { ModuleFile } from "../../src/protocol/code.ts";
import type { Payload, Place, WorkerToScheduler } from "../../src/protocol/messages.ts";

/** What the worker's machine wants done; its host does it. */
export type WorkerEffect =
  | { readonly type: "send"; readonly message: WorkerToScheduler }
  | { readonly type: "learn"; readonly hash: string; readonly code: Payload }
  /** Run it; the values of `kept` keys are in the store. */
  | {
      readonly type: "execute";
      readonly key: string;
      readonly run: number;
      readonly codes: readonly string[];
      readonly args: Payload;
      readonly inline: readonly (readonly [key: string, value: Payload])[];
      readonly kept: readonly string[];
      readonly attempt: number;
      /** Ms from its call; 0 for no end. */
      readonly timeout: number;
      /** Among the actors, what its code makes lives until the key is dropped. */
      readonly place: Place;
      /** Ids of the turns of actors that it comes of. */
      readonly chain: readonly string[];
    }
  | { readonly type: "recall"; readonly key: string; readonly run: number }
  | { readonly type: "abort"; readonly key: string; readonly run: number; readonly graceMs: number }
  /** Get a result from one of its holders; the outcome is an event. */
  | {
      readonly type: "fetch";
      readonly key: string;
      readonly size: number;
      readonly holders: readonly string[];
    }
  /** A holder is gone: what is under way from it is fetched from others. */
  | { readonly type: "forsake"; readonly holder: string }
  /** Store the bytes of a result, or let go of them. */
  | { readonly type: "keep"; readonly key: string; readonly bytes: Payload }
  | { readonly type: "drop"; readonly keys: readonly string[] }
  /** End an actor, and report that it died. */
  | { readonly type: "kill"; readonly key: string }
  /** Store the bytes of one key under another as well. */
  | { readonly type: "copy"; readonly from: string; readonly to: string }
  /** Keep the file of a module, for code that is an export of it. */
  | { readonly type: "module"; readonly file: ModuleFile }
  /** End whatever runs, drop whatever is kept, and start anew; when that is done is an event. */
  | { readonly type: "restart" }
  | { readonly type: "beatAfter"; readonly ms: number };
