import type { Session } from "../session/session.ts";
import type { Future } from "./future.ts";
import { futuresOf, type Several } from "./several.ts";

/** Names of the workers that hold the results, by key. Throws `TypeError` for what is no future. */
export async function whoHas(
  session: Session,
  futures: Several<Future<unknown>>,
): Promise<Map<string, string[]>> {
  if (session.closed !== null) throw session.closed;
  const keys = new Set(futuresOf(futures, "whoHas").map((future) => future.key));
  if (keys.size === 0) return new Map();
  const answer = await session.questions.ask(["whoHas", [...keys]]);
  const names = answer[0] === "holders" ? answer[2] : [];
  return new Map([...keys].map((key, i) => [key, [...(names[i] ?? [])]]));
}
