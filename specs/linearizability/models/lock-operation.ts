import type { Operation } from "../operation.ts";

/** Without a reply: "gone" is that the client lost all that it held, which may come at any time or never. */
export type LockRequest =
  | readonly ["acquire", names: readonly string[]]
  | readonly ["release", token: number]
  | readonly ["gone"];
export type LockReply =
  | readonly ["granted", token: number]
  | readonly ["done"]
  | readonly ["notHeld"]
  | readonly ["expired"];
export type LockOperation = Operation<LockRequest, LockReply>;
