import { expect } from "chai";
import { assigned, Play } from "../support/play.ts";
import { payload } from "../support/words.ts";

const LARGE = 10_000_000;
const keys = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

/** Answers every task that `worker` has until it gets no more; says in which order it got them. */
function workOff(play: Play, worker: string): string[] {
  const order: string[] = [];
  for (;;) {
    const [row] = play.tables.workers.get(`worker.${worker}`)?.runs.values() ?? [];
    if (row === undefined) return order;
    order.push(row.key);
    play.done(worker, row.key).hush();
  }
}

describe("the order of tasks", () => {
  const waiting = () => Play.leading().client("c1");

  it("is that of their submission", () => {
    const play = waiting();
    for (const key of keys("t", 5)) play.submit("c1", key);
    expect(workOff(play.worker("w1"), "w1")).to.deep.equal(keys("t", 5));
  });

  it("goes by priority first, which may be any number", () => {
    const play = waiting();
    const priorities = { a: 0, b: -1, c: 2.5, d: 10, e: 0, f: 10 };
    for (const [key, priority] of Object.entries(priorities)) play.submit("c1", key, { priority });
    expect(workOff(play.worker("w1"), "w1")).to.deep.equal(["d", "f", "c", "a", "e", "b"]);
  });

  it("puts what a task submits before roots that came later, and its children before their siblings", () => {
    const play = waiting().worker("w1").submit("c1", "first").hush();
    play.submit("c1", "root").submit("c1", "next");
    play.done("w1", "first").hush();
    play.client("w1-0").submit("c1", "later");
    for (const key of ["child1", "child2"]) play.submit("w1-0", key, { parent: "root" });
    play.done("w1", "root").hush();
    play.submit("w1-0", "grandchild", { parent: "child1" });
    expect(workOff(play, "w1")).to.deep.equal(["child1", "grandchild", "child2", "next", "later"]);
  });

  it("holds for a thousand that come, leave and come again in any order", () => {
    const play = waiting();
    const all = keys("t", 1000).map((key, i) => ({ key, priority: (i * 7919) % 13 }));
    for (const { key, priority } of all) play.submit("c1", key, { priority });
    const left = all.filter((_, i) => i % 3 !== 0);
    const gone = all.filter((_, i) => i % 3 === 0).map(({ key }) => key);
    play.from("c1", ["release", gone, null]);
    const order = left
      .map((task, i) => ({ ...task, i }))
      .sort((a, b) => b.priority - a.priority || a.i - b.i);
    expect(workOff(play.worker("w1"), "w1")).to.deep.equal(order.map(({ key }) => key));
    expect(play.tables.ready.size).to.equal(0);
  });
});

describe("a task's place", () => {
  it("is none without workers, and the first one that joins", () => {
    const play = Play.leading().client("c1").submit("c1", "t").submit("c1", "u");
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["worker", 1, "w1", 2, "host", [], null, 0]);
    expect(assigned(play)).to.deep.equal(["t@w1", "u@w1"]);
  });
});

describe("room on a worker", () => {
  const busy = (threads: number) => Play.leading().client("c1").worker("w1", threads);
  const submitAll = (play: Play, ...names: readonly string[]) =>
    play.prepare(() => {
      for (const key of names) play.submit("c1", key, { codes: ["f"] });
    });
  const withCode = (threads: number) =>
    busy(threads)
      .from("c1", ["code", "f", payload("f")])
      .hush();
  const tasksOf = (play: Play, worker = "w1") =>
    [...(play.tables.workers.get(`worker.${worker}`)?.runs.values() ?? [])].map(({ key }) => key);

  it("is a thread for each task while nobody knows how long they take", () => {
    const play = submitAll(withCode(2), ...keys("t", 4));
    expect(tasksOf(play)).to.deep.equal(["t1", "t2"]);
  });

  it("is a thread for each task of a function that takes long", () => {
    const play = submitAll(withCode(1), "t1", "t2", "t3");
    play.done("w1", "t1", "v", 150).hush();
    expect(tasksOf(play)).to.deep.equal(["t2"]);
  });

  it("is one more for the next free thread where tasks take a while", () => {
    const play = submitAll(withCode(1), "t1", "t2", "t3", "t4");
    play.done("w1", "t1", "v", 50).hush();
    expect(tasksOf(play)).to.deep.equal(["t2", "t3"]);
  });

  it("is a few milliseconds of work sent ahead where tasks are short", () => {
    const play = submitAll(withCode(1), ...keys("t", 20));
    play.done("w1", "t1", "v", 1).hush();
    expect(tasksOf(play)).to.deep.equal(["t2", "t3", "t4", "t5"]);
  });

  it("is no more than 512 tasks, however short they are", () => {
    const play = submitAll(withCode(1), ...keys("t", 600));
    play.done("w1", "t1", "v", 0).hush();
    expect(tasksOf(play)).to.have.length(512);
  });

  it("is made by a task that waits, and taken again when it goes on", () => {
    const play = busy(1);
    for (const key of keys("t", 4)) play.submit("c1", key).hush();
    play.say("w1", "waiting", "t1");
    expect(assigned(play)).to.deep.equal(["t2@w1"]);
    play.say("w1", "waiting", "t1");
    expect(assigned(play)).to.deep.equal([]);
    play.say("w1", "resumed", "t1").done("w1", "t2").hush();
    expect(tasksOf(play)).to.deep.equal(["t1"]);
    play.done("w1", "t1");
    expect(assigned(play)).to.deep.equal(["t3@w1"]);
  });

  it("is not taken by an actor whose constructor waited and went on", () => {
    const play = busy(1).submit("c1", "a", { actor: true }).hush();
    play.say("w1", "waiting", "a").say("w1", "resumed", "a").submit("c1", "t");
    expect(assigned(play)).to.deep.equal(["t@w1"]);
  });

  it("is left by a task that ends while it waits", () => {
    const play = busy(1);
    for (const key of keys("t", 3)) play.submit("c1", key).hush();
    play.say("w1", "waiting", "t1").hush();
    play.done("w1", "t1").hush();
    expect(tasksOf(play)).to.deep.equal(["t2"]);
    play.done("w1", "t2");
    expect(assigned(play)).to.deep.equal(["t3@w1"]);
  });

  it("is asked back from behind a task that takes unexpectedly long", () => {
    const play = submitAll(withCode(1), ...keys("t", 4));
    play.done("w1", "t1", "v", 1).hush().worker("w2");
    play.say("w1", "running", "t2");
    expect(play.look()).to.deep.equal(["c1: running t2", "w1: recall t3#3", "w1: recall t4#4"]);
    play.say("w1", "returned", "t4");
    expect(assigned(play)).to.deep.equal(["t4@w2"]);
  });

  it("is not asked back where each task has a thread", () => {
    const play = submitAll(withCode(2), "t1", "t2");
    play.say("w1", "running", "t1");
    expect(play.look()).to.deep.equal(["c1: running t1"]);
  });
});

describe("the worker chosen", () => {
  const two = (threads: number) => Play.leading().client("c1").worker("w1", threads).worker("w2", threads);

  it("is the one with the least ahead of it", () => {
    const play = two(2).prepare((play) => {
      for (const key of keys("t", 3)) play.submit("c1", key);
    });
    const places = keys("t", 3).map((key) => play.row(key).worker?.name);
    expect(places).to.have.members(["w1", "w1", "w2"]);
    play.submit("c1", "t4");
    expect(assigned(play)).to.deep.equal(["t4@w2"]);
  });

  it("is the one that has the data, also where it has some work already", () => {
    const play = two(2).prepare((play) => play.submit("c1", "d").done("w1", "d", LARGE).submit("c1", "busy"));
    expect(play.row("busy").worker?.name).to.equal("w1");
    play.submit("c1", "t", { dependencies: ["d"] });
    expect(play.look()).to.deep.equal(["w1: assign t#3 d@w1"]);
  });
});

describe("a task that was there when a worker died", () => {
  const suspects = () => {
    const play = Play.leading().client("c1").worker("w1", 2);
    play.prepare(() => play.submit("c1", "s1", { priority: 1 }).submit("c1", "s2", { priority: 1 }));
    return play.from("supervisor", ["gone", "worker.w1"]).hush();
  };

  it("is alone among its like on its next worker, which takes others beside it", () => {
    const play = suspects().worker("w2", 2);
    expect(play.row("s1").worker?.name).to.equal("w2");
    expect(play.state("s2")).to.equal("queued");
    play.submit("c1", "innocent");
    expect(assigned(play)).to.deep.equal(["innocent@w2"]);
    play.done("w2", "s1");
    expect(assigned(play)).to.deep.equal(["s2@w2"]);
  });

  it("makes room for its like while it waits, and is not blamed where it waits", () => {
    const play = suspects().worker("w2").say("w2", "waiting", "s1");
    expect(assigned(play)).to.deep.equal(["s2@w2"]);
    play.from("supervisor", ["gone", "worker.w2"]).hush();
    expect([play.row("s1").deaths, play.row("s2").deaths]).to.deep.equal([["w1"], ["w1", "w2"]]);
  });

  it("goes to different workers at the same time", () => {
    const play = suspects().worker("w2").worker("w3");
    expect([play.row("s1").worker?.name, play.row("s2").worker?.name]).to.deep.equal(["w2", "w3"]);
  });
});
