import type { TaskEvent } from "../../../actors/task.ts";
import type { Play } from "../../support/play.ts";

/** How task `t` is led along a path of its machine by what clients and workers say. */
export interface Scenario {
  /** The machine's events, in order, from the beginning of the task's life. */
  readonly path: readonly TaskEvent[];
  readonly before: (play: Play) => Play;
  readonly act: (play: Play) => Play;
  /** What the act led to. */
  readonly says: readonly string[];
}

export const LARGE = 100_000;
export const assigned: readonly TaskEvent[] = ["want", "ready", "assign"];
export const running: readonly TaskEvent[] = [...assigned, "start"];
export const finished: readonly TaskEvent[] = [...assigned, "finish"];

export const onWorker = (play: Play) => play.client("c1").worker("w1").submit("c1", "t");
export const onThread = (play: Play) => onWorker(play).say("w1", "running", "t");
export const withResult = (play: Play) => onWorker(play).done("w1", "t", LARGE);
/** `d` has a large result, which is with `w2` alone. */
export const withData = (play: Play) =>
  play.client("c1").worker("w2").submit("c1", "d").done("w2", "d", LARGE);
export const withInput = (play: Play) => withData(play).submit("c1", "t", { dependencies: ["d"] });
export const starve = (play: Play) =>
  play.from("w2", ["starved", "t", play.row("t").run, "d", ["worker.w2"]]);

export const cancel = (play: Play) => play.client("c2").from("c2", ["cancel", ["t"], true, 1000]);
export const release = (play: Play) => play.from("c1", ["release", ["t"], null]);
/** `u` has failed because of `f`, so that it is there and does not need `t`. */
export const withFailure = (play: Play) => play.client("c1").worker("w1").submit("c1", "f").fail("w1", "f");
export const asDescription = (play: Play) => play.submit("c1", "u", { dependencies: ["t", "f"] });
