import type { LogLine } from "../protocol/log-line.ts";

/** The line about who sends what is no message. */
export function garbage(peer: string, { message }: Error): LogLine {
  return { level: "warn", msg: `${peer} sent what is no message: ${message}`, peer, error: message };
}
