import { submit } from "../../support/words.ts";
import { asDescription, cancel, release, type Scenario, withData, withFailure } from "./scenario.ts";

/** From the beginning of its life until it is assigned, or is needed no more. */
export const waiting: readonly Scenario[] = [
  {
    path: ["want", "ready", "assign"],
    before: (play) => play.client("c1").worker("w1"),
    act: (play) => play.submit("c1", "t"),
    says: ["w1: assign t#1"],
  },
  {
    path: ["forget"],
    before: (play) => play.client("c1").worker("w1"),
    act: (play) => play.from("c1", submit("t"), ["release", ["t"], null]),
    says: [],
  },
  {
    path: ["cancel"],
    before: (play) => play.client("c1").worker("w1"),
    act: (play) => play.from("c1", submit("t"), ["cancel", ["t"], false, 1000]),
    says: [],
  },
  {
    path: ["want", "blame"],
    before: (play) => play.client("c1"),
    act: (play) => play.submit("c1", "t", { dependencies: ["unknown"] }),
    says: ["c1: lost t by unknown"],
  },
  {
    path: ["want", "share"],
    before: (play) =>
      play
        .client("c1")
        .worker("w1")
        .submit("c1", "d")
        .done("w1", "d")
        .from("c1", ["publish", 1, "name", "d", false]),
    act: (play) => play.from("c1", ["find", "t", "name"]),
    says: ["c1: finished t=d"],
  },
  {
    path: ["want", "cancel"],
    before: (play) =>
      play
        .client("c1")
        .submit("c1", "d")
        .submit("c1", "t", { dependencies: ["d"] }),
    act: cancel,
    says: ["c1: cancelled t"],
  },
  {
    path: ["want", "forget"],
    before: (play) =>
      play
        .client("c1")
        .submit("c1", "d")
        .submit("c1", "t", { dependencies: ["d"] }),
    act: release,
    says: [],
  },
  {
    path: ["want", "release"],
    before: (play) => {
      withFailure(play)
        .submit("c1", "d")
        .submit("c1", "t", { dependencies: ["d"] });
      return asDescription(play).from("c1", ["release", ["d"], null]);
    },
    act: release,
    says: ["w1: abort d#2"],
  },
  {
    path: ["want", "ready", "release"],
    before: (play) => asDescription(withFailure(play).submit("c1", "d").submit("c1", "t")),
    act: release,
    says: [],
  },
  {
    path: ["want", "ready", "starve"],
    before: (play) =>
      withData(play)
        .submit("c1", "u")
        .submit("c1", "t", { dependencies: ["d"] }),
    act: (play) => play.from("c1", ["missing", "d", ["worker.w2"]]),
    says: ["w2: drop d", "c1: pending d"],
  },
  {
    path: ["want", "ready", "cancel"],
    before: (play) => play.client("c1").submit("c1", "t"),
    act: cancel,
    says: ["c1: cancelled t"],
  },
  {
    path: ["want", "ready", "forget"],
    before: (play) => play.client("c1").submit("c1", "t"),
    act: release,
    says: [],
  },
];
