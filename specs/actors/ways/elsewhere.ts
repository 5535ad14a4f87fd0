import { run } from "../../support/testimony.ts";
import { done } from "../../support/words.ts";
import { LARGE, type Scenario } from "./scenario.ts";

/** An earlier scheduler had assigned it to `w1` under number 7. */
export const adopted: readonly Scenario[] = [
  {
    path: ["want", "adopt", "finish"],
    before: (play) => {
      const runs = [run("t", 7)];
      return play.returning("w1", { runs }).tell({ type: "recovered" }).client("c1").submit("c1", "t");
    },
    act: (play) => play.from("w1", done("t", 7, LARGE)),
    says: ["c1: finished t@w1"],
  },
  {
    path: ["want", "ready", "adopt", "start"],
    before: (play) => {
      for (let i = 0; i < 11; i++) play.sweep();
      return play.client("c1").submit("c1", "t");
    },
    act: (play) => play.returning("w1", { runs: [run("t", 7, true)] }),
    says: ["w1: welcome", "c1: workers w1", "c1: running t"],
  },
];

/** A scattered value goes by other ways than a task. */
export const scattered: readonly Scenario[] = [
  {
    path: ["want", "arrive"],
    before: (play) => play.client("c1").worker("w1").scatter("c1", "t"),
    act: (play) => play.from("w1", ["holding", ["t"]]),
    says: ["c1: taken 1", "c1: finished t@w1"],
  },
  {
    path: ["want", "arrive", "lose", "want", "blame", "retry", "want"],
    before: (play) =>
      play
        .client("c1")
        .worker("w1")
        .scatter("c1", "t")
        .from("w1", ["holding", ["t"]])
        .from("w1", ["bye"]),
    act: (play) => play.scatter("c1", "t", { offer: 2 }),
    says: ["c1: pending t"],
  },
];
