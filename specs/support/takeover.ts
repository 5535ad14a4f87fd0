import { Play } from "./play.ts";
import type { Testimony } from "./testimony.ts";

/** A scheduler that takes over while `w1` runs and holds what it testifies. */
export const takingOver = (testimony: Testimony): Play =>
  Play.leading().prepare((play) => play.returning("w1", testimony));

/** All are back, or time is up. */
export const over = (play: Play): Play => play.tell({ type: "recovered" });
