import {
  asDescription,
  assigned,
  cancel,
  finished,
  LARGE,
  onThread,
  onWorker,
  release,
  running,
  type Scenario,
  starve,
  withFailure,
  withInput,
} from "./scenario.ts";

/** While a worker has it. */
export const underWay: readonly Scenario[] = [
  {
    path: [...assigned, "release"],
    before: (play) => asDescription(withFailure(play).submit("c1", "t")),
    act: release,
    says: ["w1: abort t#2"],
  },
  {
    path: [...running, "release"],
    before: (play) => asDescription(withFailure(play).submit("c1", "t").say("w1", "running", "t")),
    act: release,
    says: ["w1: abort t#2"],
  },
  { path: running, before: onWorker, act: (play) => play.say("w1", "running", "t"), says: ["c1: running t"] },
  { path: finished, before: onWorker, act: (play) => play.done("w1", "t", "v"), says: ["c1: finished t=v"] },
  {
    path: [...assigned, "fail"],
    before: onWorker,
    act: (play) => play.fail("w1", "t", "e"),
    says: ["c1: failed t e"],
  },
  {
    path: [...assigned, "retry", "ready", "assign"],
    before: (play) => play.client("c1").worker("w1").submit("c1", "t", { retries: 1 }),
    act: (play) => play.fail("w1", "t"),
    says: ["w1: assign t#2 attempt 2"],
  },
  {
    path: [...assigned, "return", "ready", "assign"],
    before: onWorker,
    act: (play) => play.say("w1", "returned", "t"),
    says: ["w1: assign t#2"],
  },
  {
    path: [...assigned, "return"],
    before: withInput,
    act: starve,
    says: ["w2: drop d", "c1: pending d", "w2: assign d#3"],
  },
  {
    path: [...assigned, "cancel"],
    before: onWorker,
    act: cancel,
    says: ["w1: abort t#1", "c1: cancelled t"],
  },
  {
    path: [...assigned, "forget"],
    before: onWorker,
    act: release,
    says: ["w1: abort t#1"],
  },
  {
    path: [...running, "finish"],
    before: onThread,
    act: (play) => play.done("w1", "t", LARGE),
    says: ["c1: finished t@w1"],
  },
  {
    path: [...running, "fail"],
    before: onThread,
    act: (play) => play.fail("w1", "t", "e"),
    says: ["c1: failed t e"],
  },
  {
    path: [...running, "retry", "ready", "assign"],
    before: (play) =>
      play.client("c1").worker("w1").submit("c1", "t", { retries: 1 }).say("w1", "running", "t"),
    act: (play) => play.fail("w1", "t"),
    says: ["c1: pending t", "w1: assign t#2 attempt 2"],
  },
  {
    path: [...running, "return", "ready"],
    before: onThread,
    act: (play) => play.from("w1", ["bye"]),
    says: ["c1: pending t", "c1: workers ", "part w1"],
  },
  {
    path: [...running, "return"],
    before: (play) => withInput(play).say("w2", "running", "t"),
    act: starve,
    says: ["c1: pending t", "w2: drop d", "c1: pending d", "w2: assign d#3"],
  },
  {
    path: [...running, "cancel"],
    before: onThread,
    act: cancel,
    says: ["w1: abort t#1", "c1: cancelled t"],
  },
  {
    path: [...running, "forget"],
    before: onThread,
    act: release,
    says: ["w1: abort t#1"],
  },
];
