import { expect } from "chai";
import { nameOf } from "../../actors/scheduler/tally.ts";
import { Play } from "../support/play.ts";
import { see } from "../support/see.ts";
import { payload, submit } from "../support/words.ts";

const hex = (n: number): string => n.toString(16).padStart(32, "0");

const lead = (): Play => Play.leading().client("c1", "c9");
const functions = (play: Play) => see(play, "overview")[2][5];
const tasks = (play: Play) => Object.fromEntries(see(play, "overview")[2][4]);

describe("the name in a key", () => {
  it("is what comes before 32 hex digits", () => {
    expect(nameOf(`add-${hex(7)}`)).to.equal("add");
    expect(nameOf(`a-b-${hex(7)}`)).to.equal("a-b");
  });

  it("is the key itself where users gave that, as far as it goes", () => {
    const keys = ["mine", "mine-1", `add-${"x".repeat(32)}`, `-${hex(7)}`, `add-${hex(7)}0`, hex(7)];
    expect(keys.map(nameOf)).to.deep.equal(keys);
    expect(nameOf("long".repeat(100))).to.have.lengthOf(100);
  });
});

describe("tasks, counted by function", () => {
  it("are pending, running, done, failed or cancelled, and stay counted when they are no more", () => {
    const play = lead().worker("w1", 2);
    const [a, b, c, d] = [`add-${hex(1)}`, `add-${hex(2)}`, `mul-${hex(3)}`, `mul-${hex(4)}`];
    play.prepare(() => {
      for (const key of [a, b, c]) play.submit("c1", key);
      play.submit("c1", d, { dependencies: [c] });
    });
    expect(functions(play)).to.deep.equal([
      ["add", 2, 0, 0, 0, 0, 0],
      ["mul", 2, 0, 0, 0, 0, 0],
    ]);
    play.prepare(() => play.say("w1", "running", a).done("w1", b, "b", 30).fail("w1", c));
    expect(functions(play)).to.deep.equal([
      ["add", 0, 1, 1, 0, 0, 30],
      ["mul", 0, 0, 0, 2, 0, 0],
    ]);
    expect(tasks(play)).to.deep.equal({ running: 1, finished: 1, failed: 2 });
    play.prepare(() => play.from("c1", ["cancel", [a], false, 0]).from("c1", ["release", [b, c, d], null]));
    expect(play.tables.tasks).to.have.lengthOf(0);
    expect(tasks(play)).to.deep.equal({});
    expect(functions(play)).to.deep.equal([
      ["add", 0, 0, 1, 0, 1, 30],
      ["mul", 0, 0, 0, 2, 0, 0],
    ]);
    expect(see(play, "overview")[2][6]).to.equal(4);
  });

  it("count as one where there are too many kinds, and none is forgotten", () => {
    const play = lead();
    play.prepare(() => {
      const numbers = Array.from({ length: 700 }, (_, i) => i);
      play.from("c1", ...numbers.map((i) => submit(`old${i}`)));
      const keys = numbers.map((i) => `old${i}`);
      play.from("c1", ["cancel", keys, false, 0], ...numbers.map((i) => submit(`new${i}`)));
    });
    expect(play.tables.tally.kinds.length).to.be.at.most(501);
    const listed = functions(play);
    expect(listed).to.have.lengthOf(51);
    expect(listed.at(-1)?.[0]).to.equal(null);
    expect(listed.reduce((sum, [, pending]) => sum + pending, 0)).to.equal(700);
    expect(listed.reduce((sum, [, , , , , cancelled]) => sum + cancelled, 0)).to.equal(700);
  });

  it("are no actors, which are listed where they live", () => {
    const play = lead().worker("w1");
    play.prepare(() =>
      play.submit("c1", "one", { actor: true }).submit("c1", "two", { actor: true, name: "n" }),
    );
    play.prepare(() => play.done("w1", "one"));
    expect(functions(play)).to.deep.equal([]);
    expect(see(play, "actors")[2]).to.deep.equal([
      ["one", null, "object", "w1"],
      ["two", "n", "object", "w1"],
    ]);
    play.prepare(() => play.from("c1", ["release", ["one"], null]));
    expect(see(play, "actors")[2].map(([key]) => key)).to.deep.equal(["two"]);
  });
});

describe("workers, as one sees them who looks on", () => {
  it("run what is known to run or waits inside, and have the rest in front of them", () => {
    const play = lead().worker("w1", 2);
    play.prepare(() => {
      for (const key of ["a", "b", "c"]) play.submit("c1", key);
      play.say("w1", "running", "a").say("w1", "waiting", "b");
    });
    const [[, ...figures] = []] = see(play, "crew")[2];
    expect(figures).to.deep.equal(["open", 2, 1, 0, 0, 0]);
    expect(see(play, "overview")[2][7]).to.deep.equal([1, 2, 2]);
    play.prepare(() => play.say("w1", "waiting", "a").say("w1", "resumed", "a").done("w1", "a", 50));
    const [[, ...later] = []] = see(play, "crew")[2];
    expect(later).to.deep.equal(["open", 1, 1, 1, 50, 0]);
  });

  it("fit in a message where there are a thousand", () => {
    const play = lead();
    play.prepare(() => {
      for (let i = 0; i < 1000; i++) play.worker(`w${i}`);
    });
    const [, , workers] = see(play, "crew");
    expect(workers).to.have.lengthOf(1000);
    expect(JSON.stringify(workers).length).to.be.below(1 << 20);
  });

  it("are seen while those are waited for who had an earlier scheduler", () => {
    const play = Play.leading().prepare((play) => play.back("c9", ["w1"]));
    expect(see(play, "overview")[2][2]).to.equal(true);
    play.prepare(() => play.tell({ type: "recovered" }).tell({ type: "recovered" }));
    expect(see(play, "overview")[2][2]).to.equal(false);
  });
});

describe("what is too large for a message", () => {
  it("is left out, and what is behind it is not", () => {
    const play = lead().worker("w1");
    const [long, short] = ["x".repeat(100_000), "short"];
    play.prepare(() => {
      for (const key of [long, short]) play.submit("c1", key).done("w1", key);
      play.from("c1", ["publish", 1, long, long, false], ["publish", 2, short, short, false]);
    });
    const [, , [, , , , , , , , , published, truncated]] = see(play, "overview");
    expect([published, truncated]).to.deep.equal([[short], true]);
  });
});

describe("the story of a task", () => {
  it("says when what happened, in which run, where, and because of whom", () => {
    const play = lead().worker("w1").submit("c1", "a").hush();
    const begun = play.now;
    play.say("w1", "running", "a").hush();
    play.done("w1", "a", 9999).hush();
    const [, , task] = see(play, "task", "a");
    expect(task?.slice(0, 9)).to.deep.equal(["a", "finished", 0, 1, 9999, ["w1"], [], [], 1]);
    const { run } = play.row("a");
    expect(task?.[10]).to.deep.equal([
      [begun, "want", "waiting", 0, null, "client.c1"],
      [begun, "ready", "queued", 0, null, "client.c1"],
      [begun, "assign", "assigned", run, "w1", "client.c1"],
      [begun + 1, "start", "running", run, "w1", "worker.w1"],
      [begun + 2, "finish", "finished", run, "w1", "worker.w1"],
    ]);
  });

  it("tells of a worker's death, and goes on after the task is no more", () => {
    const play = lead().worker("w1").submit("c1", "a").hush();
    play.prepare(() => play.from("supervisor", ["gone", "worker.w1"]));
    const [, event, state, , worker, cause] = see(play, "task", "a")[2]?.[10].at(3) ?? [];
    expect([event, state, worker, cause]).to.deep.equal(["return", "waiting", "w1", "w1 has died"]);
    play.prepare(() => play.from("c1", ["release", ["a"], null]));
    expect(play.tables.tasks.has("a")).to.equal(false);
    const [, known] = see(play, "task", "a")[2] ?? [];
    expect(known).to.equal("forgotten");
    expect(see(play, "task", "b")[2]).to.equal(null);
  });

  it("lists the first of many that depend on it, and says that there are more", () => {
    const play = lead().submit("c1", "a");
    play.prepare(() => {
      for (let i = 0; i < 300; i++) play.submit("c1", `b${i}`, { dependencies: ["a"] });
    });
    const [, , task] = see(play, "task", "a");
    expect(task?.[7]).to.have.lengthOf(200);
    expect(task?.[11]).to.equal(true);
    expect(see(play, "task", "b7")[2]?.[6]).to.deep.equal(["a"]);
  });
});

describe("failures, as one sees them who looks on", () => {
  it("are those of tasks that failed by themselves, with when, where and why, the last one first", () => {
    const play = lead().worker("w1");
    play.prepare(() => {
      play
        .submit("c1", "a")
        .submit("c1", "b", { dependencies: ["a"] })
        .fail("w1", "a", "bad");
    });
    const at = play.now;
    play.prepare(() => play.submit("c1", "c", { dependencies: ["unknown"] }));
    expect(see(play, "failures")[2]).to.deep.equal([
      ["c", at + 1, null, ["lost", "unknown"]],
      ["a", at, "w1", ["failed", payload("bad")]],
    ]);
    expect(see(play, "task", "b")[2]?.[9]).to.deep.equal(["b", at, null, ["failed", payload("bad")]]);
    play.prepare(() => play.from("c1", ["release", ["a", "b", "c"], null]));
    expect(see(play, "failures")[2]).to.have.lengthOf(2);
  });

  it("are the last hundred, and what is too large is not kept", () => {
    const play = lead().worker("w1");
    play.prepare(() => {
      for (let i = 0; i < 120; i++)
        play.submit("c1", `t${i}`).fail("w1", `t${i}`, "x".repeat(i === 119 ? 9000 : 9));
    });
    const [, , failures] = see(play, "failures");
    expect(failures.map(([key]) => key)).to.deep.equal(Array.from({ length: 100 }, (_, i) => `t${119 - i}`));
    expect(failures[0]?.[3]).to.deep.equal(["failed", null]);
  });
});

describe("a task that depends on itself", () => {
  it("is lost, also while those are waited for who had an earlier scheduler", () => {
    for (const play of [lead(), Play.leading().prepare((play) => play.back("c1", ["w1"]))]) {
      play.submit("c1", "a", { dependencies: ["a"] });
      expect(play.hush().state("a")).to.equal("failed");
    }
  });
});
