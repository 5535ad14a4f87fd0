import { Entry } from "./entry.ts";

/** A key that this client gave to what it will know by itself: known to nobody else, unless others are to wait for it, too. */
export abstract class OwnEntry extends Entry {
  override readonly own = true;
  override secret = true;

  /** Keys of the futures and actors inside the value. */
  abstract readonly references: readonly string[];

  /** Whether what leads to a value has begun. */
  abstract readonly begun: boolean;

  /** Begins that, once. */
  abstract begin(args: readonly unknown[] | null): void;
}
