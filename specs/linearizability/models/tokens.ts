import type { Span } from "../model.ts";
import type { LockOperation } from "./lock-operation.ts";

/** Grants come in the order of their tokens. */
export function byToken(operations: readonly LockOperation[]): Span<LockOperation>[] {
  return operations.flatMap((operation) => {
    const { reply } = operation;
    return reply?.[0] === "granted" ? [[operation, reply[1], reply[1]] as const] : [];
  });
}
