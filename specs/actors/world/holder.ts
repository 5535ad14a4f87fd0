import { PROTOCOL_VERSION, type ToClient, type ToScheduler } from "../../../src/protocol/messages.ts";
import { payload, type Submission, submit } from "../../support/words.ts";
import { claim } from "./claim.ts";

const CODES = ["f", "g"];

/** What a client is told of a key that has come to its end. */
export const ENDS: readonly unknown[] = ["finished", "failed", "killed", "lost", "denied", "ended"];

/** A client outside the scheduler: what it holds, and how it was told that each key stands. */
export class Holder {
  readonly address: string;
  readonly holds = new Map<string, ToClient[0] | "untold">();
  readonly codes = new Set<string>();
  /** How it said what its keys are; what depends on others is not said again, for those may be gone. */
  readonly said = new Map<string, ToScheduler>();
  /** Keys that somebody cancelled for everyone. */
  readonly forced = new Set<string>();
  /** What it hands out, by number. */
  readonly offers = new Map<number, string>();
  /** Keys whose values it has promised. */
  readonly promises = new Set<string>();

  constructor(address: string) {
    this.address = address;
  }

  /** It submits, with the code before it where that is new. */
  submit(key: string, more: Submission): ToScheduler[] {
    const hash = CODES[key.length % 2] as string;
    const code: ToScheduler[] = this.codes.has(hash) ? [] : [["code", hash, payload(hash)]];
    this.codes.add(hash);
    this.holds.set(key, "untold");
    if (!this.said.has(key)) this.said.set(key, submit(key, { ...more, dependencies: [], codes: [hash] }));
    return [...code, submit(key, { ...more, codes: [hash] })];
  }

  /** It offers a value, under a number of its own. */
  scatter(offer: number, key: string, broadcast: boolean, futures: readonly string[]): ToScheduler {
    for (const [earlier, same] of this.offers) if (same === key) this.offers.delete(earlier);
    this.offers.set(offer, key);
    this.holds.set(key, "untold");
    const word = ["scatter", key, offer, 9999, null, broadcast, futures] as const;
    this.said.set(key, word);
    return word;
  }

  /** It will know this value. */
  promise(key: string): ToScheduler {
    this.holds.set(key, "untold");
    this.promises.add(key);
    return ["promise", key];
  }

  /** It asks another scheduler again for all that it holds, knowing these workers. */
  comeBack(workers: readonly string[]): ToScheduler[] {
    const words: ToScheduler[] = [["client", PROTOCOL_VERSION, this.address, "fleeting", workers]];
    for (const [offer, key] of this.offers) if (!this.holds.has(key)) this.offers.delete(offer);
    for (const hash of this.codes) words.push(["code", hash, payload(hash)]);
    for (const key of this.holds.keys()) {
      this.holds.set(key, "untold");
      words.push(this.promises.has(key) ? ["promise", key] : (this.said.get(key) ?? ["hold", [key]]));
    }
    return words;
  }

  /** It hands a value out no longer, and could not. */
  #end(offer: number): void {
    this.said.delete(this.offers.get(offer) ?? "");
    this.offers.delete(offer);
  }

  take(message: ToClient): void {
    if (message[0] === "taken") for (const offer of message[1]) this.#end(offer);
    const [kind, key] = message;
    if (kind === "kept") return;
    const last = typeof key === "string" ? this.holds.get(key) : undefined;
    if (typeof key !== "string" || last === undefined || kind === "retried") return;
    if (kind !== "cancelled") {
      this.holds.set(key, kind);
      return;
    }
    claim(
      !ENDS.includes(last) || this.forced.has(key),
      `${key} was cancelled under ${this.address} after "${last}"`,
    );
    this.holds.delete(key);
    this.promises.delete(key);
  }
}
