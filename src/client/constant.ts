import { captureCode } from "../code/capture.ts";
import { decodeArguments } from "../codec/value.ts";
import type { Code } from "../protocol/code.ts";
import type { Payload, ToScheduler } from "../protocol/messages.ts";

/** MessagePack's head of an array of one element. */
const ARRAY_OF_ONE = 0x91;

/** What says to the scheduler "this key has this value": a task that returns its argument. */
export interface Constant {
  readonly message: Extract<ToScheduler, readonly ["submit", ...unknown[]]>;
  readonly hash: string;
  readonly code: Code;
}

/**
 * A submission that makes the key's value anew out of the bytes at hand, instead of all that it was made
 * from. There is none for a value with futures inside, which would arrive as their values.
 */
export function constant(key: string, value: Payload): Constant | null {
  const args = new Uint8Array(value.byteLength + 1);
  args[0] = ARRAY_OF_ONE;
  args.set(value, 1);
  let plain = true;
  decodeArguments(args, {
    reference: () => {
      plain = false;
    },
  });
  if (!plain) return null;
  const { code, hash } = captureCode((same: unknown) => same);
  return { message: ["submit", key, [hash], args, [], null, null], hash, code };
}
