import { ProtocolError } from "../protocol/errors.ts";

/** Bytes before the body: two sessions, two numbers, flags. */
export const HEADER_BYTES = 25;

/** The body goes on in the next frame. */
const MORE = 1;
/** The sender does not know this session: say everything again under a new one. */
const RESET = 2;
/** The sender waits to hear that all has arrived. */
const ASKS = 4;

/** One message of the bus between two processes. */
export interface Frame {
  /** The sender's session; a newer one is greater. */
  readonly session: number;
  /** The receiver's session as far as the sender knows, else 0. */
  readonly to: number;
  /** Number of this frame in its session, from 1; 0 where there is only an acknowledgement. */
  readonly sequence: number;
  /** Everything up to this number has arrived. */
  readonly acknowledged: number;
  readonly more: boolean;
  readonly reset: boolean;
  readonly asks: boolean;
  readonly body: Uint8Array;
}

/** Lays a frame out, its body copied behind the header. */
export function layOut(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + frame.body.byteLength);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, frame.session);
  view.setFloat64(8, frame.to);
  view.setUint32(16, frame.sequence);
  view.setUint32(20, frame.acknowledged);
  view.setUint8(24, (frame.more ? MORE : 0) | (frame.reset ? RESET : 0) | (frame.asks ? ASKS : 0));
  bytes.set(frame.body, HEADER_BYTES);
  return bytes;
}

const NOTHING = {
  acknowledged: 0,
  more: false,
  reset: false,
  asks: false,
  sequence: 0,
  body: new Uint8Array(0),
};

/** Lays out a frame without a message: an acknowledgement, what asks for one, or a reset. */
export function layOutNote(note: Pick<Frame, "session" | "to"> & Partial<Frame>): Uint8Array {
  return layOut({ ...NOTHING, ...note });
}

/** Whether the body of a frame goes on in the next one. */
export function goesOn(frame: Uint8Array): boolean {
  return ((frame[HEADER_BYTES - 1] ?? 0) & MORE) !== 0;
}

/** Reads a frame; its body is a view of `bytes`. Throws `ProtocolError` on what is none. */
export function readFrame(bytes: Uint8Array): Frame {
  if (bytes.byteLength < HEADER_BYTES) throw new ProtocolError("Shorter than the header of a frame.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(24);
  const frame = {
    session: view.getFloat64(0),
    to: view.getFloat64(8),
    sequence: view.getUint32(16),
    acknowledged: view.getUint32(20),
    more: (flags & MORE) !== 0,
    reset: (flags & RESET) !== 0,
    asks: (flags & ASKS) !== 0,
    body: bytes.subarray(HEADER_BYTES),
  };
  const known = Number.isSafeInteger(frame.session) && Number.isSafeInteger(frame.to);
  if (!known || frame.session < 1 || frame.to < 0 || flags > 7) {
    throw new ProtocolError("Malformed header of a frame.");
  }
  return frame;
}
