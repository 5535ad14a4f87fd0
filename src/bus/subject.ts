import { ProtocolError } from "../protocol/errors.ts";

const SPACE = /\s/;
const PATTERN = /^(?:(?:\*|[^\s.*>][^\s.]*)\.)*(?:\*|>|[^\s.*>][^\s.]*)$/;

/** Throws a `ProtocolError` unless `subject` can be sent to. */
export function checkSubject(subject: string): void {
  if (subject === "" || SPACE.test(subject)) {
    throw new ProtocolError(
      `"${subject}" is no subject to send to: write tokens joined by dots, without spaces.`,
    );
  }
}

/** Throws a `ProtocolError` unless `pattern` can be subscribed to. */
export function checkPattern(pattern: string): void {
  if (!PATTERN.test(pattern)) {
    throw new ProtocolError(
      `"${pattern}" is no subject to subscribe to: write tokens joined by dots, with * for one token and > at the end for the rest.`,
    );
  }
}

/** Whether `subject` is one that `pattern` stands for; both as lists of tokens. */
export function matches(pattern: readonly string[], subject: readonly string[]): boolean {
  for (const [at, token] of pattern.entries()) {
    if (at >= subject.length) return false;
    if (token === ">") return true;
    if (token !== "*" && token !== subject[at]) return false;
  }
  return pattern.length === subject.length;
}
