import { encodeBatch } from "../../codec/batch.ts";
import { decodeValue } from "../../codec/value.ts";
import type { Code, ModuleFile } from "../../protocol/code.ts";
import type { ClientToScheduler, Payload } from "../../protocol/messages.ts";
import type { Entry } from "./entry.ts";

const NONE: readonly never[] = [];

/** Sees to it that the scheduler knows what it needs for a key: code and dependencies first, each once. */
export class Briefing {
  readonly #say: (message: ClientToScheduler) => void;
  readonly #isWanted: (key: string) => boolean;
  readonly #told: (entry: Entry) => void;
  readonly #codes = new Map<string, Code>();
  readonly #files = new Map<string, ModuleFile>();
  readonly #sent = new Set<string>();
  /** Grows whenever the scheduler knows nothing of us. */
  #life = 1;

  /** `isWanted` says whether the client holds a key now, through whichever entry; `told` hears of each that was said. */
  constructor(
    say: (message: ClientToScheduler) => void,
    isWanted: (key: string) => boolean,
    told: (entry: Entry) => void = () => {},
  ) {
    this.#say = say;
    this.#isWanted = isWanted;
    this.#told = told;
  }

  /** Remembers code, so that it is sent before the first task that needs it. */
  know(hash: string, code: Code): void {
    if (!this.#codes.has(hash)) this.#codes.set(hash, code);
  }

  /** Whether the scheduler has been told of an entry, and knows it still. */
  has(entry: Entry): boolean {
    return entry.told === this.#life;
  }

  /** Remembers the file of a module, which is to be sent again when the scheduler is another. */
  provide(file: ModuleFile): void {
    this.#files.set(file[0], file);
  }

  /**
   * The scheduler knows nothing any more: of these entries those that are not settled are asked for again and, where
   * it has begun `anew`, what others have, too, or may ask for; the rest when it is needed.
   */
  restart(entries: Iterable<Entry>, anew: boolean): void {
    this.#life++;
    this.#sent.clear();
    // Nobody waits for the answer.
    for (const file of this.#files.values()) this.#say(["upload", 0, file]);
    for (const entry of entries) if (!entry.settled || (anew && entry.concernsOthers)) this.tell(entry);
  }

  /** Says what the scheduler does not know yet of an entry and what it is made from. */
  tell(root: Entry): void {
    const untold = [root];
    const strangers: string[] = [];
    for (let entry = untold.at(-1); entry !== undefined; entry = untold.at(-1)) {
      const missing = this.#missing(entry);
      // What has ended is not made again from another life of a key.
      if (root.settled && !root.own && missing.some((origin) => this.#isOutlived(origin))) {
        this.#mention(root);
        break;
      }
      untold.push(...missing);
      if (missing.length > 0) continue;
      untold.pop();
      if (entry.told === this.#life) continue;
      this.#describe(entry);
      this.#told(entry);
      if (!entry.wanted && !this.#isWanted(entry.key)) strangers.push(entry.key);
    }
    // What this client has let go of is said only for what depends on it.
    if (strangers.length > 0) this.#say(["release", strangers, null]);
  }

  #missing(entry: Entry): readonly Entry[] {
    if (entry.told === this.#life || entry.description === null) return NONE;
    if (entry.description.dependencies.length === 0) return NONE;
    return entry.description.dependencies.filter(({ told }) => told !== this.#life);
  }

  /** Whether its key has another life in this client by now. */
  #isOutlived({ key, wanted }: Entry): boolean {
    return !wanted && this.#isWanted(key);
  }

  /** Says that it is wanted, and not what it is. */
  #mention(entry: Entry): void {
    entry.told = this.#life;
    this.#say(["hold", [entry.key]]);
  }

  #describe(entry: Entry): void {
    entry.told = this.#life;
    // The scheduler that knew how it failed is gone; this one tries it again.
    if (!entry.own && (entry.state === "error" || entry.state === "lost")) entry.step("pending", null);
    const { outcome, description } = entry;
    const known = outcome?.kind === "inline" && !entry.own && !entry.actor;
    const message = known ? sayValue(entry, outcome.bytes) : description?.message;
    if (message === undefined) return this.#mention(entry);
    if (message[0] === "submit") for (const hash of message[2]) this.#tellCode(hash);
    this.#say(message);
  }

  #tellCode(hash: string): void {
    const code = this.#codes.get(hash);
    if (code === undefined || this.#sent.has(hash)) return;
    this.#sent.add(hash);
    this.#say(["code", hash, encodeBatch([code])]);
  }
}

/** What says that a key has this value, or, of an actor, that it is wanted. */
function sayValue({ key, description }: Entry, value: Payload): ClientToScheduler | undefined {
  const references: string[] = [];
  decodeValue(value, { reference: (reference) => references.push(reference[1]) });
  if (references.includes(key)) return undefined;
  const message = description?.message;
  // The values of futures inside may be lost: who makes it makes those, too.
  if (references.length > 0 && message?.[0] === "submit" && message[4].length === 0) return message;
  return ["fulfil", key, value, references];
}
