import type { Payload, ToClient } from "../protocol/messages.ts";
import type { Entry } from "./entry.ts";
import { cancelled, killed, lost } from "./failures.ts";

/** What the scheduler says about one key. */
type News = Extract<
  ToClient,
  readonly ["running" | "pending" | "finished" | "failed" | "killed" | "cancelled" | "lost", ...unknown[]]
>;

/** Leads an entry on by what the scheduler says of its key; `errorOf` reads what a task threw. */
export function hear(entry: Entry, news: News, errorOf: (bytes: Payload) => Error): void {
  switch (news[0]) {
    case "running":
    case "pending":
      return entry.step(news[0], null);
    case "finished": {
      const [, , size, inline, holders] = news;
      // A result at hand needs nothing that it was made from.
      if (inline !== null) entry.forgetOrigin();
      return entry.step(
        "finished",
        inline === null ? { kind: "remote", size, holders } : { kind: "inline", bytes: inline },
      );
    }
    case "failed":
      return entry.step("failed", { kind: "error", error: errorOf(news[2]) });
    case "killed":
      return entry.step("failed", killed(news[2], news[3]));
    case "cancelled":
      return entry.step("cancelled", cancelled(entry.key));
    case "lost":
      return entry.step("lost", lost(news[2]));
  }
}
