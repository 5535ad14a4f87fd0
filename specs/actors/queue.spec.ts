import { expect } from "chai";
import { Desk, item } from "../support/desk.ts";

describe("the machine of a queue", () => {
  let queue: Desk;
  const put = (from: string, letter: string, maxSize: number | null = null, timeout: number | null = null) =>
    queue.use(from, ["put", item(letter)], timeout, maxSize);
  beforeEach(() => {
    queue = new Desk("queue");
  });

  it("gives items in the order in which they came, to who waits first", () => {
    put("a", "x");
    put("a", "y");
    expect(queue.state).to.equal("stocked");
    expect(queue.use("b", ["get", 1])).to.deep.equal(["b3: items x"]);
    expect(queue.use("c", ["get", 1])).to.deep.equal(["c4: items y"]);
    expect(queue.use("b", ["get", 1])).to.deep.equal([]);
    expect(queue.use("c", ["get", 1])).to.deep.equal([]);
    expect([queue.state, queue.waiting]).to.deep.equal(["awaited", 2]);
    expect(put("a", "z")).to.deep.equal(["a7: done", "b5: items z"]);
    expect(put("a", "w")).to.deep.equal(["a8: done", "c6: items w"]);
    expect([queue.state, queue.blank]).to.deep.equal(["empty", true]);
  });

  it("tells how many items there are", () => {
    put("a", "x");
    expect(queue.use("a", ["size"])).to.deep.equal(["a2: size 1"]);
  });

  it("takes no more than fit in, and the next when there is room", () => {
    put("a", "x", 1);
    expect(put("a", "y", 1)).to.deep.equal([]);
    expect(put("b", "z")).to.deep.equal([]);
    expect(queue.state).to.equal("full");
    expect(queue.use("c", ["get", 1])).to.deep.equal(["c4: items x", "a2: done"]);
    expect(queue.use("c", ["get", 1])).to.deep.equal(["c5: items y", "b3: done"]);
    expect(queue.state).to.equal("stocked");
  });

  it("never swallows an item for a get that ran out of time", () => {
    expect(queue.use("a", ["get", 1], 20)).to.deep.equal(["a1 has 20 ms"]);
    expect(queue.expire("a", 1)).to.deep.equal(["a1: expired"]);
    expect(put("b", "x")).to.deep.equal(["b2: done"]);
    expect(queue.use("a", ["get", 1], 20)).to.deep.equal(["a3: items x"]);
    expect(queue.expire("a", 3)).to.deep.equal([]);
  });

  it("never takes an item of a put that ran out of time", () => {
    put("a", "x", 1);
    put("a", "y", 1, 20);
    expect(queue.expire("a", 2)).to.deep.equal(["a2: expired"]);
    queue.use("b", ["get", 1]);
    expect(queue.state).to.equal("empty");
  });

  it("is used at once or not at all by who has no time", () => {
    expect(queue.use("a", ["get", 1], 0)).to.deep.equal(["a1: expired"]);
    expect(put("a", "x", 1, 0)).to.deep.equal(["a2: done"]);
    expect(put("a", "y", 1, 0)).to.deep.equal(["a3: expired"]);
    expect(queue.use("a", ["get", 1], 0)).to.deep.equal(["a4: items x"]);
  });

  it("gives several items together, and nobody else what they wait for", () => {
    queue.use("a", ["get", 2]);
    queue.use("b", ["get", 1]);
    expect(put("c", "x")).to.deep.equal(["c3: done"]);
    expect(queue.use("d", ["get", null])).to.deep.equal(["d4: items "]);
    expect(put("c", "y")).to.deep.equal(["c5: done", "a1: items xy"]);
    expect(put("c", "z")).to.deep.equal(["c6: done", "b2: items z"]);
  });

  it("gives what is there, which may be nothing, and lets in who waited for room", () => {
    expect(queue.use("a", ["get", null])).to.deep.equal(["a1: items "]);
    put("b", "x", 2);
    put("b", "y");
    put("b", "z");
    expect(queue.use("a", ["get", null])).to.deep.equal(["a5: items xy", "b4: done"]);
  });

  it("declines who wants more at once than fits in, also when the limit is said later", () => {
    const declined =
      'declined TROUPE Queue "it" never holds 3 items: its maxSize is 2. Get at most so many at once.';
    queue.use("a", ["get", 3]);
    expect(put("b", "x", 2)).to.deep.equal([`a1: ${declined}`, "b2: done"]);
    expect(queue.use("a", ["get", 3])).to.deep.equal([`a3: ${declined}`]);
    queue.use("c", ["get", 1]);
    for (const letter of ["x", "y", "z"]) put("b", letter);
    expect(queue.use("a", ["get", 3], null, 2)).to.deep.equal([`a8: ${declined}`]);
    expect(queue.state).to.equal("stocked");
    expect(queue.use("a", ["get", null])).to.deep.equal(["a9: items xyz"]);
    expect(queue.state).to.equal("empty");
  });

  it("declines another limit than it has, until it is empty", () => {
    put("a", "x", 2);
    expect(put("a", "y", 3)).to.deep.equal([
      'a2: declined TROUPE Queue "it" has a maxSize of 2 already, not 3. Give the same, or none.',
    ]);
    queue.use("a", ["get", 1]);
    expect(put("a", "y", 3)).to.deep.equal(["a4: done"]);
  });

  it("forgets the waits of who is gone, and keeps its items", () => {
    put("a", "x", 1);
    put("a", "y");
    queue.part("a");
    expect([queue.state, queue.waiting]).to.deep.equal(["stocked", 0]);
    expect(queue.use("b", ["get", 1])).to.deep.equal(["b3: items x"]);
    queue.use("b", ["get", 1]);
    queue.part("b");
    expect(put("a", "z")).to.deep.equal(["a5: done"]);
  });

  it("lets who is silent ask again, and serves the next", () => {
    queue.use("a", ["get", 1]);
    queue.use("b", ["get", 1]);
    expect(queue.lapse("a")).to.deep.equal(["a1: lapsed"]);
    expect(put("c", "x")).to.deep.equal(["c3: done", "b2: items x"]);
  });

  describe("is given back what nobody has taken", () => {
    it("and gives it again before all that came later", () => {
      for (const letter of ["x", "y", "z"]) put("a", letter);
      queue.use("b", ["get", 2]);
      expect(queue.giveBack("b", 4, item("x"), item("y"))).to.deep.equal([]);
      expect(queue.use("c", ["get", null])).to.deep.equal(["c5: items xyz"]);
      expect(queue.state).to.equal("empty");
    });

    it("in the order in which it comes back", () => {
      for (const letter of ["x", "y", "z"]) put("a", letter);
      for (const user of ["b", "c"]) queue.use(user, ["get", 1]);
      queue.giveBack("b", 4, item("x"));
      queue.giveBack("c", 5, item("y"));
      for (const letter of ["x", "y", "z"])
        expect(queue.use("d", ["get", 1])[0]).to.match(new RegExp(`items ${letter}$`));
    });

    it("and gives it to who waits first, where it is empty or as new", () => {
      put("a", "x");
      queue.use("b", ["get", 1]);
      expect(queue.blank).to.equal(true);
      expect(queue.giveBack("b", 2, item("x"))).to.deep.equal([]);
      expect([queue.state, queue.blank]).to.deep.equal(["stocked", false]);
      expect(queue.use("c", ["get", 1])).to.deep.equal(["c3: items x"]);
      for (const user of ["d", "e"]) queue.use(user, ["get", 1]);
      expect(queue.giveBack("c", 3, item("x"))).to.deep.equal(["d4: items x"]);
      expect([queue.state, queue.waiting]).to.deep.equal(["awaited", 1]);
      expect(queue.giveBack("d", 4, item("x"))).to.deep.equal(["e5: items x"]);
      expect(queue.state).to.equal("empty");
    });

    it("also where others have its place: then it holds more than its limit for a while", () => {
      put("a", "x", 1);
      put("a", "y", 1);
      put("a", "z", 1);
      expect(queue.use("b", ["get", 1])).to.deep.equal(["b4: items x", "a2: done"]);
      expect(queue.giveBack("b", 4, item("x"))).to.deep.equal([]);
      expect(queue.state).to.equal("full");
      expect(queue.use("b", ["size"])).to.deep.equal(["b5: size 2"]);
      expect(queue.use("b", ["get", 1])).to.deep.equal(["b6: items x"]);
      expect(queue.use("b", ["get", 1])).to.deep.equal(["b7: items y", "a3: done"]);
      expect(queue.state).to.equal("stocked");
    });

    it("with its pins, which hold until it is taken", () => {
      queue.use("a", ["put", item("x", "k")]);
      put("a", "y");
      queue.use("a", ["put", item("z", "l")]);
      queue.use("b", ["get", 3]);
      expect(queue.giveBack("b", 4, item("x", "k"), item("y"), item("z", "l"))).to.deep.equal([]);
      expect(queue.part("b")).to.deep.equal([]);
      queue.use("c", ["get", 2]);
      expect(queue.took("c", 5)).to.deep.equal(["unpin 101"]);
      queue.use("c", ["get", 1]);
      expect(queue.took("c", 6)).to.deep.equal(["unpin 103"]);
      expect(queue.blank).to.equal(true);
    });
  });

  describe("with futures inside items", () => {
    it("pins them from the put until whoever gets them says that it holds them", () => {
      expect(queue.use("a", ["put", item("x", "k", "l")])).to.deep.equal(["pin 101: k l", "a1: done"]);
      expect(queue.use("b", ["get", 1])).to.deep.equal(["b2: items x"]);
      expect([queue.state, queue.blank]).to.deep.equal(["empty", false]);
      expect(queue.took("b", 2)).to.deep.equal(["unpin 101"]);
      expect(queue.took("b", 2)).to.deep.equal([]);
      expect(queue.blank).to.equal(true);
    });

    it("unpins what was on its way to somebody who is gone", () => {
      queue.use("a", ["put", item("x", "k")]);
      queue.use("b", ["get", 1]);
      expect(queue.part("b")).to.deep.equal(["unpin 101"]);
    });

    it("unpins what never came in", () => {
      queue.use("a", ["put", item("x")], null, 1);
      expect(queue.use("a", ["put", item("y", "k")], 10, 1)).to.deep.equal(["pin 102: k", "a2 has 10 ms"]);
      expect(queue.expire("a", 2)).to.deep.equal(["unpin 102", "a2: expired"]);
      queue.use("b", ["put", item("z", "l")]);
      expect(queue.part("b")).to.deep.equal(["unpin 104"]);
    });

    it("pins nothing for who has no time and finds no room", () => {
      queue.use("a", ["put", item("x")], null, 1);
      expect(queue.use("a", ["put", item("y", "k")], 0)).to.deep.equal(["a2: expired"]);
    });
  });
});
