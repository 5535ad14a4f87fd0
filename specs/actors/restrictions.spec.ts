import { expect } from "chai";
import { unrunnable } from "../../actors/scheduler/unrunnable.ts";
import type { Resource } from "../../src/protocol/messages.ts";
import { assigned, Play } from "../support/play.ts";

const GPU: readonly Resource[] = [["gpu", 1]];
const alone = () => Play.leading().client("c1");
const keys = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

describe("a task for certain workers", () => {
  it("goes to those alone, by name or by address", () => {
    const play = alone().worker("w1", 4).worker("w2", 4).worker("w3", 4);
    play.submit("c1", "a", { workers: ["w2"] });
    expect(assigned(play)).to.deep.equal(["a@w2"]);
    play.submit("c1", "b", { workers: ["worker.w3"] });
    expect(assigned(play)).to.deep.equal(["b@w3"]);
    play.submit("c1", "c", { workers: ["w2", "w3"] });
    expect(["w2", "w3"]).to.include(play.look().join().split(":")[0]);
  });

  it("waits for them while they are busy or not there, and lets others by", () => {
    const play = alone().worker("w1").worker("w2");
    play.submit("c1", "first", { workers: ["w1"] }).hush();
    play.submit("c1", "second", { workers: ["w1"], priority: 9 }).submit("c1", "absent", { workers: ["w3"] });
    expect(play.look()).to.deep.equal([]);
    play.submit("c1", "any");
    expect(assigned(play)).to.deep.equal(["any@w2"]);
    play.done("w1", "first");
    expect(assigned(play)).to.deep.equal(["second@w1"]);
    play.from("w3", ["worker", 1, "w3", 1, "host", [], null, 0]);
    expect(assigned(play)).to.deep.equal(["absent@w3"]);
  });

  it("is only there also after it failed, was given back, lost its result or its worker", () => {
    const play = alone().worker("w1").worker("w2", 8);
    play.submit("c1", "t", { workers: ["w1"], retries: 1 });
    expect(assigned(play)).to.deep.equal(["t@w1"]);
    play.fail("w1", "t");
    expect(assigned(play)).to.deep.equal(["t@w1"]);
    play.say("w1", "returned", "t");
    expect(assigned(play)).to.deep.equal(["t@w1"]);
    play.done("w1", "t", 9999).hush();
    play.from("c1", ["missing", "t", ["worker.w1"]]);
    expect(assigned(play)).to.deep.equal(["t@w1"]);
    play.from("supervisor", ["gone", "worker.w1"]);
    expect(assigned(play)).to.deep.equal([]);
    play.from("w9", ["worker", 1, "w1", 1, "host", [], null, 0]);
    expect(assigned(play)).to.deep.equal(["t@w9"]);
  });

  it("goes to others that it allows only while none of its own is there", () => {
    const play = alone().worker("w1");
    play.submit("c1", "a", { workers: ["w2"], loose: true });
    expect(assigned(play)).to.deep.equal(["a@w1"]);
    play.worker("w2").submit("c1", "b", { workers: ["w2"], loose: true });
    expect(assigned(play)).to.deep.equal(["b@w2"]);
    play
      .done("w1", "a")
      .hush()
      .submit("c1", "c", { workers: ["w2"], loose: true });
    expect(assigned(play)).to.deep.equal([]);
    play.from("w2", ["bye"]);
    expect(assigned(play)).to.deep.equal(["b@w1"]);
  });

  it("comes in its turn among those that are for all", () => {
    const play = alone().worker("w1").submit("c1", "busy").hush();
    play
      .submit("c1", "late", { priority: -1 })
      .submit("c1", "a")
      .submit("c1", "b", { workers: ["w1"] });
    play.submit("c1", "c").submit("c1", "early", { workers: ["w1"], priority: 1 });
    const order: string[] = [];
    for (let next = "busy"; next !== ""; next = order.at(-1) === next ? "" : (order.at(-1) as string)) {
      play.done("w1", next, "v", 1000);
      order.push(...assigned(play).map((line) => line.replace("@w1", "")));
    }
    expect(order).to.deep.equal(["early", "a", "b", "c", "late"]);
  });

  it("does not make others wait where many of its like do, nor is looked at for each of those", () => {
    const play = alone().worker("w1");
    play.prepare(() => {
      for (const key of keys("blocked", 1000)) play.submit("c1", key, { workers: [key] });
    });
    const { workers } = play.tables;
    let looks = 0;
    const values = workers.values.bind(workers);
    workers.values = () => {
      looks++;
      return values();
    };
    play.prepare(() => {
      for (const key of keys("free", 50)) play.submit("c1", key).done("w1", key);
    });
    expect(play.state("free50")).to.equal("finished");
    expect(looks).to.be.below(2000);
  });
});

describe("a task that takes resources", () => {
  it("goes where they are, as many at a time as there is enough for", () => {
    const play = alone()
      .worker("w1", 4)
      .worker("w2", 4, [["gpu", 2]]);
    for (const key of keys("g", 3)) play.submit("c1", key, { resources: GPU }).prepare(() => {});
    expect(keys("g", 3).map((key) => play.row(key).worker?.name)).to.deep.equal(["w2", "w2", undefined]);
    play.done("w2", "g1");
    expect(assigned(play)).to.deep.equal(["g3@w2"]);
  });

  it("needs all of them on one worker", () => {
    const play = alone()
      .worker("w1", 1, GPU)
      .worker("w2", 1, [["disk", 1]]);
    play.submit("c1", "t", { resources: [...GPU, ["disk", 1]] });
    expect(assigned(play)).to.deep.equal([]);
    play.from("w3", ["worker", 1, "w3", 1, "host", [["disk", 1], ...GPU], null, 0]);
    expect(assigned(play)).to.deep.equal(["t@w3"]);
  });

  it("may take fractions, which add up", () => {
    const play = alone().worker("w1", 9, [["disk", 0.3]]);
    for (const key of keys("t", 3)) play.submit("c1", key, { resources: [["disk", 0.1]] }).hush();
    expect(play.state("t3")).to.equal("assigned");
    play.submit("c1", "t4", { resources: [["disk", 0.1]] });
    expect(play.state("t4")).to.equal("queued");
    for (const key of keys("t", 3)) play.done("w1", key).hush();
    expect(play.state("t4")).to.equal("assigned");
  });

  it("keeps them while it waits for futures, and gives them back when it is cancelled", () => {
    const play = alone().worker("w1", 2, GPU);
    play.submit("c1", "g1", { resources: GPU }).submit.call(play.hush(), "c1", "g2", { resources: GPU });
    play.say("w1", "waiting", "g1");
    expect(play.state("g2")).to.equal("queued");
    play.from("c1", ["cancel", ["g1"], false, 1000]);
    expect(assigned(play)).to.deep.equal(["g2@w1"]);
  });

  it("is not sent ahead of them, however short it is", () => {
    const play = alone().worker("w1", 1, GPU);
    play.prepare(() => {
      for (const key of keys("g", 3)) play.submit("c1", key, { resources: GPU });
    });
    play.done("w1", "g1", "v", 0);
    expect(assigned(play)).to.deep.equal(["g2@w1"]);
  });

  it("leaves them to an actor for as long as that lives", () => {
    const play = alone().worker("w1", 1).worker("w2", 1, GPU);
    play.submit("c1", "a", { actor: true, resources: GPU });
    expect(assigned(play)).to.deep.equal(["a@w2"]);
    play.done("w2", "a", 0).hush().submit("c1", "b", { actor: true, resources: GPU });
    play.submit("c1", "t", { resources: GPU });
    expect(assigned(play)).to.deep.equal([]);
    play.from("c1", ["release", ["a"], null]);
    expect(assigned(play)).to.deep.equal(["b@w2"]);
  });

  it("is alone among its like on its next worker after one died with it", () => {
    const play = alone().worker("w1", 2, [["gpu", 2]]);
    play.prepare(() => play.submit("c1", "a", { resources: GPU }).submit("c1", "b", { resources: GPU }));
    play.from("supervisor", ["gone", "worker.w1"]).hush();
    play.worker("w2", 2).worker("w3", 2, [["gpu", 2]]);
    expect([play.row("a").worker?.name, play.state("b")]).to.deep.equal(["w3", "queued"]);
    play.done("w3", "a");
    expect(assigned(play)).to.deep.equal(["b@w3"]);
  });
});

describe("what no worker may run", () => {
  const whys = (play: Play) => unrunnable(play.tables).map(({ count, keys, why }) => [count, keys, why]);

  it("is everything while there is none", () => {
    const play = alone()
      .submit("c1", "a")
      .submit("c1", "b", { workers: ["w1"] });
    expect(whys(play)).to.deep.equal([
      [1, ["a"], "There is no worker."],
      [1, ["b"], "There is no worker."],
    ]);
  });

  it("says what it is missing, until that comes", () => {
    const play = alone().worker("w1", 1, GPU);
    play.submit("c1", "a", { workers: ["w8", "w9"] }).submit("c1", "b", { workers: ["w8", "w9"] });
    play.submit("c1", "c", { resources: [["gpu", 2]] });
    play.submit("c1", "d", { workers: ["w1"], resources: [["disk", 0.5]] });
    play.submit("c1", "e", { workers: ["w8"], loose: true, resources: [["disk", 0.5]] });
    expect(whys(play)).to.deep.equal([
      [2, ["a", "b"], "None of its workers is there: w8, w9."],
      [1, ["c"], "No worker has gpu=2."],
      [1, ["d"], "None of its workers is there with disk=0.5: w1."],
      [1, ["e"], "No worker has disk=0.5."],
    ]);
    play.worker("w8", 4, [
      ["gpu", 2],
      ["disk", 1],
    ]);
    expect(whys(play).map(([, keys]) => keys)).to.deep.equal([["d"]]);
  });

  it("is not what waits for room, and comes again when its worker leaves", () => {
    const play = alone().worker("w1", 1, GPU);
    play.submit("c1", "a", { resources: GPU }).hush();
    play.submit("c1", "b", { resources: GPU }).submit("c1", "c");
    expect(whys(play)).to.deep.equal([]);
    play.worker("w2").from("w1", ["bye"]).hush();
    expect(whys(play)).to.deep.equal([[2, ["a", "b"], "No worker has gpu=1."]]);
  });

  it("names some of many", () => {
    const play = alone().prepare(() => {});
    play.prepare(() => {
      for (const key of keys("t", 30)) play.submit("c1", key, { workers: ["x"] });
    });
    const [group] = unrunnable(play.tables);
    expect([group?.count, group?.keys.length]).to.deep.equal([30, 10]);
  });
});
