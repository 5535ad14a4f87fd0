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
