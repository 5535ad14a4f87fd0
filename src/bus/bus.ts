/** Receives one message; `respond` is there when the sender asked for a reply. */
export type Receiver = (bytes: Uint8Array, subject: string, respond?: (reply: Uint8Array) => void) => void;

/** A subscription; `unsubscribe` takes effect at once. */
export interface Subscription {
  unsubscribe(): void;
}

/** State of the way to the server. */
export type BusStatus = "connected" | "disconnected" | "closed";

/**
 * Moves bytes between subjects, at most once and in order per sender: all of the outside world
 * that the rest of troupe knows. Subjects are tokens joined by dots; a subscription may end in
 * `>` (one or more tokens) and use `*` for one token. What is published while disconnected is gone.
 */
export interface Bus {
  /** Bytes that one message may carry. */
  readonly maxPayload: number;
  readonly status: BusStatus;
  /** Sends, or throws a `ClosedError` on a closed bus and a `ProtocolError` above `maxPayload`. */
  publish(subject: string, bytes: Uint8Array): void;
  subscribe(subject: string, receiver: Receiver): Subscription;
  /**
   * One reply to one message. Rejects with `ConnectionError` at once when nobody listens there or
   * the connection is cut, with `TimeoutError` after `timeout` ms, with `ClosedError` on close.
   */
  request(subject: string, bytes: Uint8Array, timeout: number): Promise<Uint8Array>;
  /** Calls `listener` on each change of status; returns what ends that. */
  onStatus(listener: (status: BusStatus) => void): () => void;
  /** Resolves when everything published so far has reached the server; where there is none, who listens. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
