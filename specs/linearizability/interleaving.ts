import fc from "fast-check";
import type { Operation } from "./operation.ts";
import type { Sequential } from "./sequential.ts";

/** Which client does something next, and three numbers that say what. */
export type Turn = readonly [client: number, what: number, which: number, chance: number];

/** What a client may ask, by the dice; `own` is what it was granted and has not given back. */
export type Asking<Request, Reply> = (turn: Turn, serial: number, heard: readonly Reply[]) => Request;

/** A client with at most one request under way. */
interface Asker<Request, Reply> {
  readonly name: string;
  readonly heard: Reply[];
  under: { readonly request: Request; readonly called: number; reply: Reply | null } | null;
}

/** How clients act, in hundredths. */
export interface Habits {
  /** What takes effect and is never heard of, with which its client is gone. */
  readonly lost: number;
  /** What has to wait and runs out of time. */
  readonly expired: number;
}

/** What goes without asking. */
export interface Words<Request, Reply> {
  /** The reply to what runs out of time. */
  readonly expiry: Reply;
  /** What the object takes as said when a client is gone. */
  readonly farewell?: Request;
  /** What somebody asks in the end. */
  readonly last?: Request;
}

/**
 * What clients see of an object that does one thing after the other, where each request takes effect at some
 * time between its call and its return: a history that is right.
 */
export function interleave<Request, Reply>(
  object: Sequential<Request, Reply>,
  turns: readonly Turn[],
  asking: Asking<Request, Reply>,
  { lost, expired }: Habits,
  { expiry, farewell, last }: Words<Request, Reply>,
): Operation<Request, Reply>[] {
  const operations: Operation<Request, Reply>[] = [];
  const clients = new Map<number, Asker<Request, Reply>>();
  let time = 0;
  const end = (client: Asker<Request, Reply>, reply: Reply | null) => {
    if (client.under === null) return;
    const { request, called } = client.under;
    const returned = reply === null ? Number.POSITIVE_INFINITY : time++;
    operations.push({
      client: client.name,
      object: "it",
      request,
      called,
      reply,
      returned,
      arrived: returned,
    });
    client.under = null;
  };
  for (const [serial, turn] of turns.entries()) {
    const [number, , , chance] = turn;
    const client = clients.get(number) ?? { name: `c${number}-${serial}`, heard: [], under: null };
    clients.set(number, client);
    const { under } = client;
    if (under === null) {
      client.under = { request: asking(turn, serial, client.heard), called: time++, reply: null };
    } else if (under.reply === null && chance % 100 < lost) {
      if (chance % 2 === 0) object.perform(client.name, under.request);
      end(client, null);
      clients.delete(number);
      if (farewell === undefined) continue;
      client.under = { request: farewell, called: time++, reply: null };
      end(client, null);
      object.perform(client.name, farewell);
    } else if (under.reply === null) {
      under.reply = object.perform(client.name, under.request);
      if (under.reply === null && chance % 100 < lost + expired) end(client, expiry);
    } else {
      client.heard.push(under.reply);
      end(client, under.reply);
    }
  }
  for (const client of clients.values()) end(client, client.under?.reply ?? null);
  if (last !== undefined) {
    const looker = { name: "last", heard: [], under: { request: last, called: time++, reply: null } };
    end(looker, object.perform(looker.name, last));
  }
  return operations;
}

/** Turns of so many clients; fewer and smaller ones where less will do. */
export function turnsOf(
  clients: number,
  size: { minLength?: number; maxLength: number },
): fc.Arbitrary<Turn[]> {
  const turn = fc.tuple(fc.nat(clients - 1), fc.nat(99), fc.nat(99), fc.nat(9999));
  return fc.array(turn, { ...size, size: "max" });
}
