/** What a client asked of an object, and what it heard. Times have no unit: they are only compared. */
export interface Operation<Request = unknown, Reply = unknown> {
  readonly client: string;
  readonly object: string;
  readonly request: Request;
  readonly called: number;
  /** Null where nobody knows what came of it: it took effect at some time after the call, or never will. */
  readonly reply: Reply | null;
  /** Infinity where there is no reply. */
  readonly returned: number;
  /** When the object is known to have had it, at most `returned`. */
  readonly arrived: number;
}

export function describeOperation({ client, request, reply, called, returned }: Operation): string {
  const outcome = reply === null ? "nobody knows" : JSON.stringify(reply);
  return `${client} ${JSON.stringify(request)} → ${outcome} [${called}, ${returned === Infinity ? "…" : returned}]`;
}
