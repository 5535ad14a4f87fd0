/** A function or class that is sent, with a way to use it: what arrives must answer as the original does. */
export interface Traveller<Sent = unknown> {
  readonly what: string;
  readonly sent: Sent;
  use(sent: Sent): unknown;
}

/** A traveller whose use knows the type of what is sent. */
export function traveller<Sent>(what: string, sent: Sent, use: (sent: Sent) => unknown): Traveller {
  return { what, sent, use: use as (sent: unknown) => unknown };
}
