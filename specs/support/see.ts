import type { Answer, Look } from "../../src/protocol/questions.ts";
import { checkToClient } from "../../src/protocol/shapes.ts";
import type { Play } from "./play.ts";

/** What the scheduler answers one who looks on. */
export function see<K extends Look[0]>(
  play: Play,
  kind: K,
  key?: string,
): Extract<Answer, readonly [K, ...unknown[]]> {
  play.from("c9", [kind, 1, ...(key === undefined ? [] : [key])] as unknown as Look).hush();
  const said = play.effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
  const answer = said.find((message) => message[0] === kind);
  checkToClient(answer);
  return answer as Extract<Answer, readonly [K, ...unknown[]]>;
}
