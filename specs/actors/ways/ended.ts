import {
  assigned,
  cancel,
  finished,
  LARGE,
  onWorker,
  release,
  type Scenario,
  withResult,
} from "./scenario.ts";

/** After a result or an error. */
export const ended: readonly Scenario[] = [
  {
    path: [...assigned, "fail", "retry", "want", "ready", "assign"],
    before: (play) => onWorker(play).fail("w1", "t"),
    act: (play) => play.from("c1", ["retry", "t"]),
    says: ["c1: pending t", "c1: retried t", "w1: assign t#2"],
  },
  {
    path: [...finished, "release"],
    before: (play) =>
      withResult(play)
        .submit("c1", "u", { dependencies: ["t"] })
        .from("c1", ["release", ["t"], null]),
    act: (play) => play.done("w1", "u", LARGE),
    says: ["c1: finished u@w1", "w1: drop t"],
  },
  {
    path: [...finished, "lose", "want", "ready"],
    before: withResult,
    act: (play) => play.from("w1", ["bye"]),
    says: ["c1: workers ", "part w1", "c1: pending t"],
  },
  {
    path: [...finished, "cancel"],
    before: withResult,
    act: cancel,
    says: ["w1: drop t", "c1: cancelled t"],
  },
  {
    path: [...finished, "forget"],
    before: withResult,
    act: release,
    says: ["w1: drop t"],
  },
  {
    path: [...assigned, "fail", "cancel"],
    before: (play) => onWorker(play).fail("w1", "t"),
    act: cancel,
    says: ["c1: cancelled t"],
  },
  {
    path: [...assigned, "fail", "forget"],
    before: (play) => onWorker(play).fail("w1", "t"),
    act: (play) => play.from("c1", ["bye"]),
    says: ["part c1"],
  },
];
