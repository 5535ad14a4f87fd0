import { runInThisContext } from "node:vm";
import { captureCode } from "../../src/code/capture.ts";
import { CaptureError } from "../../src/protocol/errors.ts";

/** The value of an expression, as strict mode code that no compiler has touched. */
export function evaluated(text: string): unknown {
  return runInThisContext(`"use strict"; (${text})`);
}

/** The default export of a module with this text, that no compiler has touched. */
export async function exported(text: string): Promise<unknown> {
  const url = `data:text/javascript,${encodeURIComponent(`export default ${text}`)}`;
  const module: { default: unknown } = await import(url);
  return module.default;
}

/** The error that sending this gives. */
export function refusal(sent: unknown): CaptureError {
  try {
    captureCode(sent);
  } catch (error) {
    if (error instanceof CaptureError) return error;
    throw error;
  }
  throw new Error(`This was not refused: ${String(sent)}`);
}
