import { expect } from "chai";
import type { BusStatus } from "../../src/bus/bus.ts";
import { SCHEDULER } from "../../src/protocol/subjects.ts";
import { FAIR, never, Office, word } from "../support/office.ts";

describe("the post", () => {
  it("carries mail both ways, once a session is begun from outside", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    scheduler.post.send("client.a", word("too early"));
    client.post.send(SCHEDULER, word("hello"));
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    scheduler.post.send("client.a", word("welcome"));
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["client.a: hello", "client.a: again"]);
    expect(client.heard).to.deep.equal(["scheduler: welcome"]);
  });

  it("hears that a peer has begun another session in place of its own, and of no other", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    client.post.leave(SCHEDULER);
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    scheduler.post.part("client.a");
    client.post.leave(SCHEDULER);
    client.post.send(SCHEDULER, word("at last"));
    await office.settle();
    expect(scheduler.heard).to.deep.equal([
      "client.a: hello",
      "client.a: another session",
      "client.a: again",
      "client.a: at last",
    ]);
  });

  it("sends what is said in one turn to one address as one message", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    const frames = office.tap("client.a", SCHEDULER);
    for (let i = 0; i < 100; i++) client.post.send(SCHEDULER, word(String(i)));
    await office.settle();
    expect(scheduler.heard).to.have.length(100);
    expect(frames).to.have.length(1);
  });

  it("knows what may not have arrived, and of what has at once where the other side sees to that", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    const frames = office.tap("client.a", SCHEDULER);
    scheduler.post.send("client.a", word("welcome"));
    scheduler.post.send("client.a", word("again"));
    expect(scheduler.post.unheard("client.a")).to.deep.equal([word("welcome"), word("again")]);
    await office.pass(20);
    expect(client.heard).to.have.length(2);
    expect(scheduler.post.unheard("client.a")).to.have.length(2);
    client.post.acknowledge(SCHEDULER);
    await office.pass(20);
    expect(scheduler.post.unheard("client.a")).to.deep.equal([]);
    client.post.acknowledge(SCHEDULER);
    client.post.acknowledge("nobody");
    await office.settle();
    expect(frames).to.have.length(1);
    expect(scheduler.post.unheard("nobody")).to.deep.equal([]);
  });

  it("acknowledges by what is said in the same turn, where anything is", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    const frames = office.tap("client.a", SCHEDULER);
    scheduler.post.send("client.a", word("welcome"));
    await office.pass(20);
    client.post.acknowledge(SCHEDULER);
    client.post.send(SCHEDULER, word("thanks"));
    await office.pass(20);
    expect(scheduler.heard).to.deep.equal(["client.a: hello", "client.a: thanks"]);
    expect(scheduler.post.unheard("client.a")).to.deep.equal([]);
    expect(frames).to.have.length(1);
  });

  it("counts what comes from the scheduler, were it only that it has heard", async () => {
    const office = new Office();
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await Promise.resolve();
    expect(client.post.heard).to.equal(0);
    office.exchange(5);
    client.post.announced(SCHEDULER, 5);
    await office.settle();
    const { heard } = client.post;
    expect(heard).to.be.greaterThan(0);
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    expect(client.post.heard).to.be.greaterThan(heard);
  });

  it("tells from whom anything comes, were it after what was lost, or only that something was heard", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    expect(scheduler.signs).to.deep.equal(["client.a"]);
    office.network.weather = { drop: 1, repeat: 0, delay: 0 };
    client.post.send(SCHEDULER, word("lost"));
    await Promise.resolve();
    office.network.weather = FAIR;
    client.post.send(SCHEDULER, word("later"));
    await office.pass(1);
    expect(scheduler.heard).to.deep.equal(["client.a: hello"]);
    expect(scheduler.signs).to.deep.equal(["client.a", "client.a"]);
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["client.a: hello", "client.a: lost", "client.a: later"]);
    const before = scheduler.signs.length;
    scheduler.post.send("client.a", word("welcome"));
    await office.settle();
    expect(scheduler.signs).to.have.lengthOf(before + 1);
  });

  it("tells nothing of those with whom it has parted", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", () => {});
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    scheduler.post.part("client.a");
    client.post.send(SCHEDULER, word("again"));
    await office.settle();
    expect(scheduler.signs).to.deep.equal(["client.a"]);
  });

  it("waits for a scheduler that is not there yet, and hears of its coming", async () => {
    const office = new Office();
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await Promise.resolve();
    const scheduler = office.exchange(5);
    client.post.announced(SCHEDULER, 5);
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["client.a: hello"]);
  });

  it("says again at once what may have been lost while the bus was away", async () => {
    let connected: (status: BusStatus) => void = never;
    const office = new Office({ drop: 1, repeat: 0, delay: 0 });
    const scheduler = office.exchange(5);
    const onStatus = (listener: typeof connected) => {
      connected = listener;
      return () => {};
    };
    const client = office.line("client.a", never, Object.assign(office.network.connect(), { onStatus }));
    client.post.send(SCHEDULER, word("hello"));
    await Promise.resolve();
    office.network.weather = FAIR;
    const before = office.clock.now();
    connected("connected");
    office.clock.step();
    expect(scheduler.heard).to.deep.equal(["client.a: hello"]);
    expect(office.clock.now()).to.equal(before);
  });

  it("says nothing more once it is closed, not even again", async () => {
    const office = new Office({ drop: 1, repeat: 0, delay: 0 });
    const frames = office.tap("client.a", SCHEDULER);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("bye"));
    client.post.close();
    office.network.weather = FAIR;
    await office.settle();
    expect(frames).to.deep.equal([]);
    expect(office.network.counts.carried).to.equal(1);
  });
});

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
