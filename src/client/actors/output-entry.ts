import { decodeValue } from "../../codec/value.ts";
import type { Observer, Outcome } from "../session/entry.ts";
import { OwnEntry } from "../session/own-entry.ts";

/** What a machine ends with; whoever waits for it holds the machine until then. */
export class OutputEntry extends OwnEntry {
  begun = false;
  readonly #hold: () => { end(): void };
  #held: { end(): void } | null = null;

  /** `hold` keeps the machine. */
  constructor(key: string, hold: () => { end(): void }) {
    super(key, null);
    this.#hold = hold;
  }

  get references(): readonly string[] {
    const keys: string[] = [];
    if (this.outcome?.kind === "inline")
      decodeValue(this.outcome.bytes, { reference: (reference) => keys.push(reference[1]) });
    return keys;
  }

  override begin(): void {
    if (this.begun || this.settled) return;
    this.begun = true;
    this.#held = this.#hold();
  }

  override observe(observer: Observer): void {
    this.begin();
    super.observe(observer);
  }

  override withdraw(): void {
    this.begun = true;
    this.#held?.end();
  }

  /** The machine has ended. */
  end(outcome: Outcome): void {
    this.step(outcome.kind === "error" ? "failed" : "finished", outcome);
    this.withdraw();
  }
}
