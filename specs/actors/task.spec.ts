import { expect } from "chai";
import { initialTransition, transition } from "xstate";
import { type TaskEffect, type TaskEvent, taskLifecycle, taskMachine } from "../../actors/task.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/messages.ts";
import { Play } from "../support/play.ts";
import { run } from "../support/testimony.ts";
import { done, submit } from "../support/words.ts";

/** How task `t` is led along a path of its machine by what clients and workers say. */
interface Scenario {
  /** The machine's events, in order, from the beginning of the task's life. */
  readonly path: readonly TaskEvent[];
  readonly before: (play: Play) => Play;
  readonly act: (play: Play) => Play;
  /** What the act led to. */
  readonly says: readonly string[];
}

const LARGE = 100_000;
const assigned: readonly TaskEvent[] = ["want", "ready", "assign"];
const running: readonly TaskEvent[] = [...assigned, "start"];
const finished: readonly TaskEvent[] = [...assigned, "finish"];

const onWorker = (play: Play) => play.client("c1").worker("w1").submit("c1", "t");
const onThread = (play: Play) => onWorker(play).say("w1", "running", "t");
const withResult = (play: Play) => onWorker(play).done("w1", "t", LARGE);
/** `d` has a large result, which is with `w2` alone. */
const withData = (play: Play) => play.client("c1").worker("w2").submit("c1", "d").done("w2", "d", LARGE);
const withInput = (play: Play) => withData(play).submit("c1", "t", { dependencies: ["d"] });
const starve = (play: Play) => play.from("w2", ["starved", "t", play.row("t").run, "d", ["worker.w2"]]);

const cancel = (play: Play) => play.client("c2").from("c2", ["cancel", ["t"], true, 1000]);
const release = (play: Play) => play.from("c1", ["release", ["t"], null]);
/** `u` has failed because of `f`, so that it is there and does not need `t`. */
const withFailure = (play: Play) => play.client("c1").worker("w1").submit("c1", "f").fail("w1", "f");
const asDescription = (play: Play) => play.submit("c1", "u", { dependencies: ["t", "f"] });

const scenarios: readonly Scenario[] = [
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
    path: [...assigned, "fail", "retry", "want", "ready", "assign"],
    before: (play) => onWorker(play).fail("w1", "t"),
    act: (play) => play.from("c1", ["retry", "t"]),
    says: ["c1: pending t", "c1: retried t", "w1: assign t#2"],
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

/** An earlier scheduler had assigned it to `w1` under number 7. */
const adoptions: readonly Scenario[] = [
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
const dataScenarios: readonly Scenario[] = [
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

/** How often each effect that can be heard outside must have been, by the words for it. */
const heard: Partial<Record<TaskEffect, RegExp>> = {
  dispatch: /: assign t#/,
  abort: /: abort t#/,
  announcePending: /: pending t$/,
  announceRunning: /: running t$/,
  announceResult: /: finished t[=@]/,
  announceFailure: /: (?:failed|killed|lost) t /,
};

const name = ({ path, says }: Scenario) =>
  `${path.join(", ")}${says.length > 0 ? ` → ${says.join(", ")}` : ""}`;

describe("a task of the scheduler", () => {
  const covered = new Set<string>();

  for (const scenario of [...scenarios, ...adoptions, ...dataScenarios]) {
    it(`goes ${name(scenario)}`, () => {
      const play = Play.leading().prepare(scenario.before);
      scenario.act(play);
      expect(play.look()).to.deep.equal(scenario.says);

      // The machine itself is led along the path, and the row has to have gone with it.
      const effects: TaskEffect[] = [];
      let [snapshot] = initialTransition(taskMachine);
      const story = scenario.path.map((type) => {
        covered.add(`${snapshot.value} ${type}`);
        const [next, actions] = transition(taskMachine, snapshot, { type });
        effects.push(...actions.map((action) => action.type as TaskEffect));
        snapshot = next;
        return `t ${type} ${snapshot.value}`;
      });
      expect(play.tables.story.lines("t").map((line) => line.replace(/ \d+$/, ""))).to.deep.equal(story);
      for (const [effect, words] of Object.entries(heard)) {
        const times = effects.filter((taken) => taken === effect).length;
        expect(play.history.filter((line) => words.test(line)).length, effect).to.equal(times);
      }
    });
  }

  it("has been led along every transition of its machine", () => {
    const all = Object.entries(taskLifecycle).flatMap(([state, steps]) =>
      Object.keys(steps).map((event) => `${state} ${event}`),
    );
    expect(all.filter((transition) => !covered.has(transition))).to.deep.equal([]);
  });

  it("breaks down with its story when it is led where no transition is", () => {
    const play = Play.leading();
    play.prepare(onWorker);
    const { steps } = play.actor.getSnapshot().context;
    expect(() => steps.step(play.row("t"), "lose")).to.throw(
      /Task t cannot "lose" while assigned\.\nt want waiting 0\nt ready queued 0\nt assign assigned 1/,
    );
  });

  it("is void with the client that held it, when that begins anew", () => {
    const play = Play.leading();
    play.prepare(onWorker);
    play.from("c1", ["client", PROTOCOL_VERSION, "c1", false, []]);
    expect(play.look()).to.deep.equal(["c1: welcome", "c1: workers w1", "w1: abort t#1"]);
  });
});
