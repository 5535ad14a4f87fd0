import type { ActorFigures } from "../protocol/trace.ts";
import type { Residence } from "./residence.ts";

/** How it stands with actors, as their process knows: of the turns that have not ended, the first are in theirs. */
export function* figuresOf(actors: Iterable<Residence>): Generator<ActorFigures> {
  for (const { key, calls, open, looks, concurrency } of actors) {
    const present = Math.min(open - looks, concurrency);
    yield [key, calls, open - looks - present, present];
  }
}
