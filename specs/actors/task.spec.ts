import { expect } from "chai";
import { initialTransition, transition } from "xstate";
import { type TaskEffect, taskLifecycle, taskMachine } from "../../actors/task.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/messages.ts";
import { Play } from "../support/play.ts";
import { adopted, scattered } from "./ways/elsewhere.ts";
import { ended } from "./ways/ended.ts";
import { onWorker, type Scenario } from "./ways/scenario.ts";
import { underWay } from "./ways/under-way.ts";
import { waiting } from "./ways/waiting.ts";

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

  for (const scenario of [...waiting, ...underWay, ...ended, ...adopted, ...scattered]) {
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
    play.from("c1", ["client", PROTOCOL_VERSION, "c1", null, []]);
    expect(play.look()).to.deep.equal(["c1: welcome", "c1: workers w1", "w1: abort t#1"]);
  });
});
