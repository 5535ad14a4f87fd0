import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/** What is answered to a request. */
export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Uint8Array;
}

/** With every answer: the page loads nothing from elsewhere, runs no script but its own, and is shown in no other page. */
const ALWAYS: OutgoingHttpHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const FRESH = "no-store";

/** JSON text that is not to be kept. */
export function json(text: string, status = 200): Reply {
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": FRESH };
  return { status, headers, body: text };
}

/** Why something could not be done. */
export function failed(status: number, why: string, headers: OutgoingHttpHeaders = {}): Reply {
  const reply = json(JSON.stringify({ error: why }), status);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** Sends the reply; to HEAD without its body. */
export function send(response: ServerResponse, reply: Reply, method: string | undefined): void {
  const length = typeof reply.body === "string" ? Buffer.byteLength(reply.body) : reply.body.length;
  response.writeHead(reply.status, { ...ALWAYS, ...reply.headers, "content-length": length });
  response.end(method === "HEAD" ? undefined : reply.body);
}

/** Begins an answer of server-sent events; who loses it comes again after a second. */
export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, {
    ...ALWAYS,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": FRESH,
    "x-accel-buffering": "no",
  });
  response.write("retry: 1000\n\n");
}
