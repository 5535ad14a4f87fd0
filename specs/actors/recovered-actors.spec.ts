import { expect } from "chai";
import { Play } from "../support/play.ts";
import { over, takingOver } from "../support/takeover.ts";
import { living } from "../support/testimony.ts";
import { payload, submit } from "../support/words.ts";

describe("actors when another scheduler takes over", () => {
  it("live on for who holds them", () => {
    const play = takingOver({ results: [living("a", 7)] }).prepare((play) =>
      play.back("c1", ["w1"], ["hold", ["a"]]),
    );
    expect(over(play).look()).to.have.members(["c1: finished a=@", "c1: workers w1"]);
    expect(play.from("c1", ["release", ["a"], null]).look()).to.deep.equal(["w1: drop a"]);
  });

  it("live on by their names, whoever holds them, and are found and killed", () => {
    const play = takingOver({ results: [living("a", 7, "ann")] }).prepare((play) =>
      play.back("c1", ["w1"], ["lookup", 1, "ann"]),
    );
    expect(over(play).look()).to.deep.equal(["c1: workers w1", "c1: named 1 a"]);
    expect(play.from("c1", ["hold", ["a"]]).look()).to.deep.equal(["c1: finished a=@"]);
    expect(play.from("c1", ["kill", 2, "a"]).look()).to.deep.equal(["w1: kill a"]);
    expect(play.from("w1", ["died", "a", payload("e")]).look()).to.deep.equal([
      "c1: pending a",
      "c1: failed a e",
      "c1: answered 2",
    ]);
  });

  it("keep their names from others that were asked for meanwhile", () => {
    const play = takingOver({ results: [living("a", 7, "ann")] }).prepare((play) =>
      play.back("c1", ["w1"], submit("b", { actor: true, name: "ann" })),
    );
    expect(over(play).look()).to.deep.equal(["c1: denied b TROUPE", "c1: workers w1"]);
    expect(play.tables.named.find("ann")?.key).to.equal("a");
  });

  it("are the later ones where two have one name, or one key", () => {
    const play = takingOver({ results: [living("a", 7, "ann"), living("k", 5)] }).prepare((play) =>
      play
        .returning("w2", { results: [living("b", 8, "ann"), living("k", 6)] })
        .back("c1", ["w1", "w2"], ["hold", ["k"]]),
    );
    expect(over(play).look()).to.have.members(["w1: drop k", "c1: finished k=@", "c1: workers w1+w2"]);
    expect(play.tables.named.find("ann")?.key).to.equal("b");
  });

  it("have who would end one wait until it is known where it lives", () => {
    const play = Play.leading().prepare((play) => play.back("c1", ["w1"], ["hold", ["a"]], ["kill", 1, "a"]));
    play.prepare((play) => play.returning("w1", { results: [living("a", 7)] }));
    expect(over(play).look()).to.have.members(["c1: finished a=@", "c1: workers w1", "w1: kill a"]);
  });
});
