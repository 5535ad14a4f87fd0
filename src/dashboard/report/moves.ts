import type { SpanView } from "../../client/observer/views.ts";

/** What one worker had from another. */
export interface Move {
  readonly from: string;
  readonly to: string;
  count: number;
  bytes: number;
  ms: number;
}

/** Which worker had how much from which, the most first. */
export function movesOf(spans: readonly SpanView[]): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const { kind, worker: to, name: from, bytes, ms, outcome } of spans) {
    if (kind !== "transfer" || outcome !== "done") continue;
    const id = `${from}\n${to}`;
    const move = moves.get(id) ?? { from, to, count: 0, bytes: 0, ms: 0 };
    moves.set(id, move);
    move.count++;
    move.bytes += bytes;
    move.ms += ms;
  }
  return [...moves.values()].sort((a, b) => b.bytes - a.bytes);
}
