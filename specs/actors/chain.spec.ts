import { expect } from "chai";
import { Play } from "../support/play.ts";
import { submit } from "../support/words.ts";

const LONG = 100_000;

const release = (play: Play, client: string, ...keys: readonly string[]) =>
  play.from(client, ["release", keys, null]);

const cancel = (play: Play, client: string, ...keys: readonly string[]) =>
  play.from(client, ["cancel", keys, false, 1000]);

describe("a chain of a hundred thousand tasks", () => {
  const keys = Array.from({ length: LONG }, (_, i) => `t${i}`);
  const last = keys.at(-1) ?? "";
  /** Each depends on the one before; the client holds only the last. */
  const chain = () => {
    const play = Play.leading().client("c1").worker("w1");
    const submissions = keys.map((key, i) => submit(key, { dependencies: i === 0 ? [] : [`t${i - 1}`] }));
    play.from("c1", ...submissions, ["release", keys.slice(0, -1), null]);
    expect(play.look()).to.deep.equal(["w1: assign t0#1"]);
    return play;
  };

  it("is released", () => {
    const play = release(chain(), "c1", last);
    expect(play.look()).to.deep.equal(["w1: abort t0#1"]);
    expect(play.tables.tasks.size).to.equal(0);
  });

  it("fails, is tried again from its beginning, and fails again", () => {
    const play = chain().fail("w1", "t0", "boom");
    expect(play.look()).to.deep.equal([`c1: failed ${last} boom`]);
    expect(play.from("c1", ["retry", last]).look()).to.deep.equal([
      `c1: pending ${last}`,
      `c1: retried ${last}`,
      "w1: assign t0#2",
    ]);
    play.fail("w1", "t0", "boom");
    expect(play.look()).to.deep.equal([`c1: failed ${last} boom`]);
    release(play, "c1", last);
    expect(play.tables.tasks.size).to.equal(0);
  });

  it("is cancelled key by key, all in vain where another client holds the last, and then by force", () => {
    const play = chain()
      .client("c2")
      .from("c2", ["hold", [last]])
      .hush();
    play.from("c1", ["hold", keys]).hush();
    expect(cancel(play, "c1", ...keys).look()).to.deep.equal([]);
    expect(play.tables.tasks.size).to.equal(LONG);
    play.from("c2", ["cancel", ["t0"], true, 1000]);
    expect(play.look()).to.deep.equal(["w1: abort t0#1", `c2: cancelled ${last}`]);
    expect(play.tables.tasks.size).to.equal(0);
  });
});
