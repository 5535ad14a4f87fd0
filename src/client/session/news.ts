import type { ToClient } from "../../protocol/messages.ts";
import type { Answer } from "../../protocol/questions.ts";
import type { Cancellations } from "./cancellations.ts";
import type { Entry } from "./entry.ts";
import { cancelled, denied, ended, forgottenActor, killed, lost } from "./failures.ts";
import type { References } from "./references.ts";
import type { Results } from "./results.ts";

/** What the scheduler says about one key. */
export type News = Exclude<
  ToClient,
  Answer | readonly ["welcome" | "refused" | "used" | "workers" | "retried" | "parted", ...unknown[]]
>;

/** What it takes to understand that. */
interface NewsSeams {
  readonly results: Results;
  readonly references: References;
  readonly cancellations: Cancellations;
}

/** Lets an entry take what the scheduler says of its key. */
export function inform(entry: Entry, news: News, session: NewsSeams): void {
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
      return entry.step("failed", { kind: "error", error: session.results.error(entry.key, news[2]) });
    case "killed":
      return entry.step("failed", killed(news[2], news[3]));
    case "cancelled":
      session.cancellations.note(entry.key);
      return entry.step("cancelled", cancelled(entry.key));
    case "lost":
      // A scheduler that never knew a key cannot tell that it was an actor's.
      if (session.references.actors.knows(news[2])) return entry.step("failed", forgottenActor(news[2]));
      return entry.step("lost", lost(news[2]));
    case "ended":
      return entry.step("failed", ended(news[2], news[3]));
    case "denied":
      return entry.step("failed", { kind: "error", error: denied(news[2], news[3], entry.key) });
  }
}
