import { decodeBatch } from "../codec/batch.ts";
import { Assembly } from "./assembly.ts";
import { readFrame } from "./frame.ts";

/** The messages in frames, in order; not those of a body that began in an earlier frame, where the first is `severed` from that. */
export function messagesIn(frames: Iterable<Uint8Array>, severed: boolean): unknown[] {
  const messages: unknown[] = [];
  const assembly = new Assembly();
  let skip = severed;
  for (const bytes of frames) {
    const frame = readFrame(bytes);
    const body = skip ? undefined : assembly.add(frame);
    skip &&= frame.more;
    if (body !== undefined) for (const message of decodeBatch(body)) messages.push(message);
  }
  return messages;
}
