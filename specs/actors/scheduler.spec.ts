import { expect } from "chai";
import { createActor } from "xstate";
import { schedulerMachine } from "../../actors/scheduler/machine.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/messages.ts";
import { Play } from "../support/play.ts";
import { done, submit } from "../support/words.ts";

/** Who is there after so many sweeps in which nobody says a word. */
const silent = (play: Play, sweeps: number): string[] => {
  play.prepare(() => {
    for (let i = 0; i < sweeps; i++) play.sweep();
  });
  return [...play.tables.workers.keys(), ...play.tables.clients.keys()];
};

describe("the scheduler's machine", () => {
  it("asks whether another leads, then leads and says so", () => {
    const play = new Play();
    expect(play.look()).to.deep.equal(["probe"]);
    play.tell({ type: "probe.silent" });
    expect(play.look()).to.deep.equal(["announce", "sweep after 500"]);
    expect(play.actor.getSnapshot().value).to.equal("leading");
  });

  it("gives way to one that answers, and says which", () => {
    const play = new Play().prepare((play) => play.tell({ type: "probe.answered", by: "7" }));
    const { status, value, context } = play.actor.getSnapshot();
    expect({ status, value, reason: context.reason }).to.deep.equal({
      status: "done",
      value: "refused",
      reason: "7",
    });
  });

  for (const [type, value] of [
    ["superseded", "superseded"],
    ["stop", "stopped"],
  ] as const) {
    it(`ends as ${value} and takes no more messages`, () => {
      const play = Play.leading().tell({ type });
      expect(play.actor.getSnapshot()).to.include({ status: "done", value });
      play.from("c1", ["client", PROTOCOL_VERSION, "c1", null, []]);
      expect(play.look()).to.deep.equal([]);
    });
  }

  it("does nothing while it starts but to learn who leads, or to stop", () => {
    const play = new Play().hush();
    play.from("c1", ["client", PROTOCOL_VERSION, "c1", null, []]).sweep();
    play.tell({ type: "peer.reset", from: "client.c1" }).tell({ type: "superseded" });
    expect(play.actor.getSnapshot().value).to.equal("starting");
    expect(play.tables.clients.size).to.equal(0);
    expect(play.tell({ type: "stop" }).actor.getSnapshot().value).to.equal("stopped");
  });

  it("has no use for answers to a probe once it leads", () => {
    const play = Play.leading().tell({ type: "probe.answered", by: "7" }).tell({ type: "probe.silent" });
    expect(play.actor.getSnapshot().value).to.equal("leading");
    expect(play.look()).to.deep.equal([]);
  });

  it("shares its tables with no other", () => {
    const [one, other] = [
      createActor(schedulerMachine, { input: { epoch: 0 } }),
      createActor(schedulerMachine, { input: { epoch: 0 } }),
    ];
    expect(one.getSnapshot().context.tables).not.to.equal(other.getSnapshot().context.tables);
  });
});

describe("the scheduler meets a peer", () => {
  it("welcomes a client and says which workers there are", () => {
    const play = Play.leading().worker("w1").worker("w2");
    play.from("c1", ["client", PROTOCOL_VERSION, "ann", null, []]);
    expect(play.look()).to.deep.equal(["c1: welcome", "c1: workers w1+w2"]);
  });

  it("welcomes a worker and tells all clients", () => {
    const play = Play.leading().client("c1", "c2");
    play.from("w1", ["worker", PROTOCOL_VERSION, "w1", 2, "host", [], null, 0]);
    expect(play.look()).to.deep.equal(["w1: welcome", "c1: workers w1", "c2: workers w1"]);
  });

  it("refuses another version of the protocol, with the reason, and does not know the peer", () => {
    const play = Play.leading();
    play.from("c1", ["client", PROTOCOL_VERSION + 1, "c1", null, []]);
    const [effect] = play.effects;
    expect(effect).to.deep.include({ type: "send", to: "client.c1" });
    expect(JSON.stringify(effect)).to.match(/speaks protocol 1, this client 2\. Install the same version/);
    expect(play.look()).to.deep.equal(["c1: refused"]);
    play.from("w1", ["worker", 0, "w1", 1, "host", [], null, 0]);
    expect(play.look()).to.deep.equal(["w1: refused"]);
    expect([play.tables.clients.size, play.tables.workers.size]).to.deep.equal([0, 0]);
  });

  it("refuses a worker of a name that another has, until that one is gone", () => {
    const play = Play.leading().worker("w1");
    const twin = ["worker", PROTOCOL_VERSION, "w1", 1, "host", [], null, 0] as const;
    play.from("w2", twin);
    const [effect] = play.effects;
    expect(JSON.stringify(effect)).to.include('There is a worker \\"w1\\" on host already: choose another');
    expect(play.look()).to.deep.equal(["w2: refused"]);
    play.from("w1", twin).hush().from("w1", ["bye"]).hush().from("w2", twin);
    expect(play.look()).to.include("w2: welcome");
  });

  it("drops and counts what strangers say, and what is not theirs to say", () => {
    const play = Play.leading().client("c1").worker("w1");
    play.from("c9", submit("t"), ["beat"]).from("w9", ["running", "t", 1]);
    play.from("c1", ["running", "t", 1], done("t", 1, "v")).from("w1", submit("t"), ["hold", ["t"]]);
    expect(play.look()).to.deep.equal([]);
    expect(play.tables.stale).to.equal(7);
    expect(play.tables.tasks.size).to.equal(0);
  });

  it("takes a worker for dead after three seconds of silence, a client after a minute", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t");
    play.look();
    expect(silent(play, 5)).to.deep.equal(["worker.w1", "client.c1"]);
    play.from("w1", ["beat"]);
    expect(silent(play, 5)).to.deep.equal(["worker.w1", "client.c1"]);
    play.sweep();
    expect(play.look()).to.deep.equal(["c1: workers ", "part w1", "sweep after 500"]);
    expect(silent(play, 109)).to.deep.equal(["client.c1"]);
    play.sweep();
    expect(play.look()).to.deep.equal(["part c1", "sweep after 500"]);
    expect(play.tables.tasks.size).to.equal(0);
  });

  it("takes nobody for dead of whom anything comes, were it nothing that can be taken yet", () => {
    const play = Play.leading().client("c1").worker("w1");
    expect(silent(play, 5)).to.deep.equal(["worker.w1", "client.c1"]);
    expect(silent(play.hear("w1"), 5)).to.deep.equal(["worker.w1", "client.c1"]);
    expect(silent(play, 110)).to.deep.equal(["client.c1"]);
    expect(silent(play.hear("c1"), 120)).to.deep.equal(["client.c1"]);
    expect(silent(play, 1)).to.deep.equal([]);
  });

  it("blames nobody for the time in which it was cut off itself", () => {
    const play = Play.leading().client("c1").worker("w1");
    silent(play, 5);
    play.prepare(() => play.tell({ type: "reconnected" }));
    expect(silent(play, 5)).to.deep.equal(["worker.w1", "client.c1"]);
    expect(silent(play, 1)).to.deep.equal(["client.c1"]);
  });

  it("deals the work of a worker that fell silent to others in the same second", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t").hush();
    play.prepare(() => {
      for (let i = 0; i < 5; i++) play.sweep();
    });
    play.worker("w2").sweep();
    expect(play.look()).to.deep.equal(["c1: workers w2", "part w1", "w2: assign t#2", "sweep after 500"]);
  });

  it("parts with a peer that lost its memory of us", () => {
    const play = Play.leading().client("c1").worker("w1").worker("w2").submit("c1", "t");
    play.look();
    play.tell({ type: "peer.reset", from: "worker.w1" });
    expect(play.look()).to.deep.equal(["c1: workers w2", "part w1", "w2: assign t#2"]);
  });
});

describe("the scheduler believes", () => {
  it("a supervisor alone that a process has died", () => {
    const play = Play.leading().client("c1").worker("w1").worker("w2").submit("c1", "t");
    play.look();
    for (const stranger of ["c1", "c2", "w2"]) play.from(stranger, ["gone", "worker.w1"]);
    expect([play.look(), play.tables.stale]).to.deep.equal([[], 3]);
    play.from("supervisor", ["gone", "worker.w1"]);
    expect(play.look()).to.deep.equal(["c1: workers w2", "part w1", "w2: assign t#2"]);
  });

  it("a worker alone that a client on one of its threads has left", () => {
    const play = Play.leading().client("c1").worker("w1", 2).worker("w2").submit("c1", "t");
    play.look();
    play.client("w1-0").submit("w1-0", "child", { parent: "t" }).look();
    play
      .from("w2", ["left", "client.w1-0"])
      .from("w1", ["left", "client.c1"])
      .from("c1", ["left", "client.w1-0"]);
    expect([play.look(), play.tables.clients.size]).to.deep.equal([[], 2]);
    play.from("w1", ["left", "client.w1-0"]);
    expect(play.look()).to.deep.equal(["part w1-0", "w2: abort child#2"]);
  });
});

describe("the scheduler refuses who says what it cannot read", () => {
  it("a client, whose holds end", () => {
    const play = Play.leading().client("c1", "c2").worker("w1").submit("c1", "t");
    play.look();
    play.tell({ type: "peer.unreadable", from: "client.c1", reason: "why" });
    expect(play.look()).to.deep.equal(["w1: abort t#1", "c1: refused"]);
    expect([...play.tables.clients.keys()]).to.deep.equal(["client.c2"]);
    play.submit("c1", "u");
    expect([play.look(), play.tables.stale]).to.deep.equal([[], 1]);
  });

  it("a worker, whose tasks run elsewhere, though not for ever", () => {
    const play = Play.leading().client("c1").worker("w1").worker("w2").submit("c1", "t");
    play.look();
    play.tell({ type: "peer.unreadable", from: "worker.w1", reason: "why" });
    expect(play.look()).to.deep.equal(["c1: workers w2", "w2: assign t#2", "w1: refused"]);
    expect(play.row("t").deaths).to.deep.equal(["w1"]);
  });
});

describe("a client's grace", () => {
  it("is as long as it is told to be", () => {
    const play = new Play(2500).prepare((play) => play.tell({ type: "probe.silent" }).client("c1", "c2"));
    play.prepare((play) => {
      for (let i = 0; i < 5; i++) play.from("c2", ["beat"]).sweep();
    });
    expect([...play.tables.clients.keys()]).to.deep.equal(["client.c1", "client.c2"]);
    expect(play.sweep().look()).to.include("part c1");
  });
});
