import type { Model } from "../model.ts";
import type { Operation } from "../operation.ts";

export type EventRequest = readonly ["set"] | readonly ["clear"] | readonly ["isSet"] | readonly ["wait"];
export type EventReply = readonly ["done"] | readonly ["flag", value: boolean] | readonly ["expired"];
export type EventOperation = Operation<EventRequest, EventReply>;

/** An event: set or not, and who waits goes on once it is set. */
export function eventModel(): Model<boolean, EventOperation> {
  return {
    initial: false,
    apply(flag, { request, reply }) {
      switch (request[0]) {
        case "set":
          return true;
        case "clear":
          return false;
        case "wait":
          return reply === null || (reply[0] === "expired") !== flag ? flag : undefined;
        case "isSet":
          return reply === null || reply[1] === flag ? flag : undefined;
      }
    },
    identity: String,
    isRead: ({ request }) => request[0] === "wait" || request[0] === "isSet",
    rank: ({ returned }) => returned,
    kind: ({ request }) => request[0],
    orders: [],
    fault: null,
  };
}
