import type { Model, Span } from "../model.ts";
import type { LockOperation } from "./lock-operation.ts";
import { byToken } from "./tokens.ts";

/** Who holds a lock, by a token that is null where nobody heard of it. */
interface Grant {
  readonly client: string;
  readonly token: number | null;
}

/** Locks by name, of which some are taken together. */
export interface Locks {
  readonly held: ReadonlyMap<string, Grant>;
  /** The last token of each. */
  readonly tokens: ReadonlyMap<string, number>;
}

/** Locks that at most one holds at a time, with tokens that grow from grant to grant. */
export function lockModel(operations: readonly LockOperation[]): Model<Locks, LockOperation> {
  // Who waits for the last of several locks holds the others already, so that others run out of time there.
  const severally = operations.some(({ request }) => request[0] === "acquire" && request[1].length > 1);
  return {
    initial: { held: new Map(), tokens: new Map() },
    apply(locks, operation) {
      const { client, request, reply } = operation;
      switch (request[0]) {
        case "acquire":
          return acquire(locks, request[1], operation, severally);
        case "release": {
          const freed = free(locks, ({ token }) => token === request[1]);
          if (reply !== null && (reply[0] === "done") !== (freed !== locks)) return undefined;
          return freed;
        }
        case "gone":
          return free(locks, (grant) => grant.client === client);
      }
    },
    identity: ({ held, tokens }) =>
      [...tokens.keys(), ...held.keys()]
        .sort()
        .map((name) => `${name} ${tokens.get(name)} ${held.get(name)?.client} ${held.get(name)?.token}`)
        .join(),
    isRead: ({ reply }) => reply?.[0] === "expired" || reply?.[0] === "notHeld",
    rank: ({ returned }) => returned,
    kind: ({ client, request }) => `${client} ${JSON.stringify(request)}`,
    orders: [byToken(operations), ...inLine(operations)],
    fault: null,
  };
}

function acquire(
  locks: Locks,
  names: readonly string[],
  { client, reply }: LockOperation,
  severally: boolean,
): Locks | undefined {
  const { held, tokens } = locks;
  const isFree = names.every((name) => !held.has(name));
  const token = reply?.[0] === "granted" ? reply[1] : null;
  if (reply?.[0] === "expired") return severally || !isFree ? locks : undefined;
  // What nobody heard of only keeps others out, which none of these replies tells.
  if (reply === null && severally) return undefined;
  if (!isFree || names.some((name) => token !== null && token <= (tokens.get(name) ?? 0))) return undefined;
  const grant = { client, token };
  return {
    held: new Map([...held, ...names.map((name) => [name, grant] as const)]),
    tokens: token === null ? tokens : new Map([...tokens, ...names.map((name) => [name, token] as const)]),
  };
}

/** The very same locks where nobody holds one that is meant. */
function free(locks: Locks, isMeant: (grant: Grant) => boolean): Locks {
  const held = new Map([...locks.held].filter(([, grant]) => !isMeant(grant)));
  return held.size === locks.held.size ? locks : { held, tokens: locks.tokens };
}

/** Who is in line before another calls is served before it, lock by lock, where only one is asked for. */
function inLine(operations: readonly LockOperation[]): Span<LockOperation>[][] {
  const lines = new Map<string, Span<LockOperation>[]>();
  for (const operation of operations) {
    const { request, reply, called, arrived } = operation;
    if (request[0] !== "acquire" || reply?.[0] !== "granted" || request[1].length !== 1) continue;
    const [name = ""] = request[1];
    const line = lines.get(name) ?? [];
    lines.set(name, line);
    line.push([operation, called, arrived]);
  }
  return [...lines.values()];
}
