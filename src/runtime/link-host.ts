import type { ProtocolError } from "../protocol/errors.ts";
import type { Message } from "../protocol/message.ts";
import type { Clock } from "./clock.ts";

/** What a link needs of its process. */
export interface LinkHost<In extends Message> {
  readonly clock: Clock;
  /** Bytes of one bus message at most. */
  readonly maxPayload: number;
  publish(bytes: Uint8Array): void;
  /** Throws a `ProtocolError` for what is no message of the protocol. */
  check(decoded: unknown): In;
  deliver(messages: readonly In[]): void;
  /** The other side said what is no message; what came with it before that is delivered, the rest dropped. */
  unreadable(error: ProtocolError): void;
  /** What was said is not acknowledged for a minute, and is about to be said again. */
  silent(): void;
}
