import type { IncomingMessage } from "node:http";
import { KEY_RULES } from "../client/options.ts";
import { TimeoutError } from "../protocol/errors.ts";
import { reasonOf } from "./reason.ts";
import { failed, json, type Reply } from "./reply.ts";
import type { Sight } from "./sight.ts";

/** Bytes that a request may have. */
const LIMIT = 16_384;

const [isKey] = KEY_RULES.key;

/** Has the failed task run again whose key is in the body, `{ "key": … }`. */
export async function retry(sight: Sight, request: IncomingMessage): Promise<Reply> {
  if (!sight.status.control)
    return failed(403, "This dashboard only looks on: start it with --allow-control to try tasks again.");
  // No page of another site may send this type without being asked for leave, which it does not get.
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    return failed(415, 'Send JSON, such as { "key": "add-…" }, as application/json.');
  const text = await read(request);
  if (text === null) return failed(413, `A request has ${LIMIT} bytes at most.`, { connection: "close" });
  const key = keyIn(text);
  if (key === null) return failed(400, 'Send JSON such as { "key": "add-…" }.');
  try {
    await sight.retry(key);
    return json(JSON.stringify({ key }));
  } catch (error) {
    return failed(error instanceof TimeoutError ? 503 : 409, reasonOf(error));
  }
}

async function read(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LIMIT) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function keyIn(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || !("key" in parsed)) return null;
    return typeof parsed.key === "string" && isKey(parsed.key) ? parsed.key : null;
  } catch {
    return null;
  }
}
