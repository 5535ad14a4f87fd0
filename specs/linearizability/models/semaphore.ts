import type { Model, Span } from "../model.ts";
import type { LockOperation } from "./lock-operation.ts";
import { byToken } from "./tokens.ts";

/** Who holds each lease: its client and its token, which is null where nobody heard of it. */
type Lease = readonly [client: string, token: number | null];

/** So many leases at most, each with a token that is larger than those before. */
export interface Leases {
  readonly held: readonly Lease[];
  readonly last: number;
}

/** A semaphore of `size` leases; the names in its requests do not count. */
export function semaphoreModel(
  size: number,
): (operations: readonly LockOperation[]) => Model<Leases, LockOperation> {
  return (operations) => ({
    initial: { held: [], last: 0 },
    apply(leases, operation) {
      const { client, request, reply } = operation;
      switch (request[0]) {
        case "acquire":
          return acquire(leases, size, operation);
        case "release": {
          const freed = free(leases, ([, token]) => token === request[1]);
          if (reply !== null && (reply[0] === "done") !== (freed !== leases)) return undefined;
          return freed;
        }
        case "gone":
          return free(leases, ([holder]) => holder === client);
      }
    },
    identity: ({ held, last }) =>
      `${last}: ${held
        .map((lease) => lease.join(" "))
        .sort()
        .join()}`,
    isRead: ({ reply }) => reply?.[0] === "expired" || reply?.[0] === "notHeld",
    rank: ({ returned }) => returned,
    kind: ({ client, request }) => `${client} ${JSON.stringify(request)}`,
    orders: [byToken(operations), inLine(operations)],
    fault: null,
  });
}

function acquire(leases: Leases, size: number, { client, reply }: LockOperation): Leases | undefined {
  const { held, last } = leases;
  const isFree = held.length < size;
  if (reply?.[0] === "expired") return isFree ? undefined : leases;
  const token = reply?.[0] === "granted" ? reply[1] : null;
  if (!isFree || (token !== null && token <= last)) return undefined;
  return { held: [...held, [client, token]], last: token ?? last };
}

/** The very same leases where none is meant. */
function free(leases: Leases, isMeant: (lease: Lease) => boolean): Leases {
  const held = leases.held.filter((lease) => !isMeant(lease));
  return held.length === leases.held.length ? leases : { held, last: leases.last };
}

/** Who is in line before another calls is served before it. */
function inLine(operations: readonly LockOperation[]): Span<LockOperation>[] {
  return operations.flatMap((operation) => {
    const { called, arrived, reply } = operation;
    return reply?.[0] === "granted" ? [[operation, called, arrived] as const] : [];
  });
}
