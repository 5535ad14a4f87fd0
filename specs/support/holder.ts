import type { ToClient, ToScheduler } from "../../src/protocol/messages.ts";
import { claim } from "./claim.ts";

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
