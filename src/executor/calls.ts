import type { Bus, Subscription } from "../bus/bus.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { encodeError } from "../codec/failure.ts";
import { ProtocolError, SerializationError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import { actorRequests } from "../protocol/subjects.ts";
import type { Executor } from "./executor.ts";

/** Bytes that an answer needs besides its payload, and to spare. */
const HEAD_BYTES = 1024;

/**
 * Takes calls to the actors of this worker: `[key, member, arguments]`, or null for a property's arguments,
 * is answered with `[true, value]` or `[false, error]`.
 */
export function serveActors(
  bus: Bus,
  cluster: string,
  address: string,
  call: Executor["call"],
): Subscription {
  return bus.subscribe(actorRequests(cluster, address), (bytes, _subject, respond) => {
    if (respond === undefined) return;
    const [key, member, args] = readCall(bytes);
    call(key, member, args, (ok, payload) => {
      if (payload.length + HEAD_BYTES > bus.maxPayload)
        return respond(refusal(member, payload, bus.maxPayload));
      respond(encodeBatch([ok, payload]));
    });
  });
}

function refusal(member: string, payload: Payload, limit: number): Payload {
  const text = `What ${member} gave takes ${payload.length} bytes, and a message ${limit}: give it in parts.`;
  return encodeBatch([false, encodeError(new SerializationError(text, "value"))]);
}

function readCall(bytes: Payload): [key: string, member: string, args: Payload | null] {
  const [key, member, args] = decodeBatch(bytes);
  const valid = typeof key === "string" && typeof member === "string";
  if (valid && (args === null || args instanceof Uint8Array)) return [key, member, args];
  throw new ProtocolError("Not a call to an actor.");
}
