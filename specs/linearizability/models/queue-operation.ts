import type { Operation } from "../operation.ts";

/** No item is put twice. A `get` takes so many, or what there is. */
export type QueueRequest =
  | readonly ["put", item: string]
  | readonly ["get", count: number | "all"]
  | readonly ["size"];
export type QueueReply =
  | readonly ["done"]
  | readonly ["items", items: readonly string[]]
  | readonly ["size", size: number]
  | readonly ["expired"];
export type QueueOperation = Operation<QueueRequest, QueueReply>;

/** What an operation took out. */
export function itemsOf({ reply }: QueueOperation): readonly string[] {
  return reply?.[0] === "items" ? reply[1] : [];
}
