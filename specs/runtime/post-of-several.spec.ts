import { expect } from "chai";
import { never, Office, word } from "../support/office.ts";

describe("the post of one who writes to several", () => {
  it("has a session with each, and is answered on it", async () => {
    const office = new Office();
    const hosts = ["actors.x", "actors.y"].map((address) => office.exchange(5, [], address));
    const caller = office.line("caller.a", never);
    for (const to of ["actors.x", "actors.y", "actors.x"]) caller.post.send(to, word(`to ${to}`));
    await office.settle();
    expect(hosts.map(({ heard }) => heard)).to.deep.equal([
      ["caller.a: to actors.x", "caller.a: to actors.x"],
      ["caller.a: to actors.y"],
    ]);
    for (const { post } of hosts) post.send("caller.a", word("here"));
    await office.settle();
    expect(caller.heard).to.have.members(["actors.x: here", "actors.y: here"]);
    expect([...caller.post.partners]).to.deep.equal(["actors.x", "actors.y"]);
  });

  it("is told which of them does not know it any more, and the others go on", async () => {
    const office = new Office();
    const [one, other] = ["actors.x", "actors.y"].map((address) => office.exchange(5, [], address));
    const resets: string[] = [];
    const caller = office.line("caller.a", (to) => resets.push(to));
    for (const to of ["actors.x", "actors.y"]) caller.post.send(to, word("1"));
    await office.settle();
    one?.post.part("caller.a");
    for (const to of ["actors.x", "actors.y"]) caller.post.send(to, word("2"));
    await office.settle();
    expect(resets).to.deep.equal(["actors.x"]);
    caller.post.send("actors.x", word("3"));
    await office.settle();
    expect(one?.heard).to.deep.equal(["caller.a: 1", "caller.a: 3"]);
    expect(other?.heard).to.deep.equal(["caller.a: 1", "caller.a: 2"]);
  });

  it("says nothing more to one that it leaves, hears nothing of it, and may begin anew", async () => {
    const office = new Office();
    const host = office.exchange(5, [], "actors.x");
    const caller = office.line("caller.a", never);
    caller.post.send("actors.x", word("1"));
    await office.settle();
    caller.post.send("actors.x", word("2"));
    caller.post.leave("actors.x");
    host.post.send("caller.a", word("late"));
    host.post.flush();
    host.post.part("caller.a");
    await office.settle();
    expect([host.heard, caller.heard]).to.deep.equal([["caller.a: 1"], []]);
    caller.post.send("actors.x", word("3"));
    await office.settle();
    host.post.send("caller.a", word("again"));
    await office.settle();
    expect([host.heard, caller.heard]).to.deep.equal([["caller.a: 1", "caller.a: 3"], ["actors.x: again"]]);
  });

  it("is silent when it has not acknowledged anything for a minute", async () => {
    const office = new Office();
    const host = office.exchange(5, [], "actors.x");
    const caller = office.line("caller.a", never);
    caller.post.send("actors.x", word("1"));
    await office.settle();
    caller.bus.cut();
    const before = office.clock.now();
    host.post.send("caller.a", word("answer"));
    await Promise.resolve();
    while (host.heard.length < 2 && office.clock.step()) await Promise.resolve();
    expect(host.heard).to.deep.equal(["caller.a: 1", "caller.a: silent"]);
    expect(office.clock.now() - before).to.be.within(60_000, 70_000);
    host.post.part("caller.a");
    await office.settle();
    expect(host.heard).to.have.length(2);
  });
});
