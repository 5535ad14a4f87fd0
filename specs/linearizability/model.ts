/**
 * An operation with its place in an order: what ends before another begins takes effect before it. One that
 * stands for several operations may begin after its end.
 */
export type Span<Op> = readonly [operation: Op, from: number, to: number];

/** An object as one client after the other would see it. States are never changed in place. */
export interface Model<State, Op> {
  readonly initial: State;
  /**
   * The state after an operation has taken effect and was answered as it was, or undefined where that cannot be;
   * the very same state where nothing changes. Without a reply: the state after the answer that it would have had.
   */
  apply(state: State, operation: Op): State | undefined;
  /** The same text for states that are the same. */
  identity(state: State): string;
  /** Whether an operation changes nothing, in whatever state. */
  isRead(operation: Op): boolean;
  /** Which is tried before others, where several can be next: the smallest. */
  rank(operation: Op): number;
  /** The same text for operations without a reply that do the same. */
  kind(operation: Op): string;
  /** Orders, beside that of time, in which the operations took effect if there is any explanation. */
  readonly orders: readonly (readonly Span<Op>[])[];
  /** What is wrong at a glance, without any search. */
  readonly fault: string | null;
}
