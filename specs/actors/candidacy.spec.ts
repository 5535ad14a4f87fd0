import { expect } from "chai";
import { createActor } from "xstate";
import type { SchedulerEffect } from "../../actors/scheduler/effects.ts";
import { type SchedulerEvent, schedulerMachine } from "../../actors/scheduler/machine.ts";
import type { Lead, LeadRecord } from "../../src/protocol/lead.ts";

const NOW = 100_000;

/** A candidate on an empty stage. */
class Contest {
  readonly actor;

  constructor(standby: boolean) {
    const input = { epoch: 1000, candidate: { holder: "own", standby } };
    this.actor = createActor(schedulerMachine, { input }).start();
  }

  get state(): unknown {
    return this.actor.getSnapshot().value;
  }

  /** What it does, as it is told this. */
  tell(...events: readonly SchedulerEvent[]): readonly SchedulerEffect[] {
    for (const event of events) {
      this.look();
      this.actor.send(event);
    }
    return this.look();
  }

  look(): readonly SchedulerEffect[] {
    return this.actor.getSnapshot().context.tables.takeEffects();
  }
}

const record = (version: number, lead: Partial<Lead> | null, now = NOW): SchedulerEvent => {
  const full = lead && { epoch: 5000, renewed: 6000, holder: "other", over: false, ...lead };
  return { type: "record", record: { version, lead: full } satisfies LeadRecord, now };
};

const ASK = { type: "probe" } as const;
const LOOK = { type: "lookAfter", ms: 250 } as const;
const WAIT = { type: "standBy" } as const;
const lead = (epoch: number) => [
  { type: "announce", epoch },
  { type: "sweepAfter", ms: 500 },
];

describe("a scheduler that may come to lead", () => {
  it("looks who leads, then asks, and takes a lead that nobody has, under the time of its clock", () => {
    const contest = new Contest(false);
    expect(contest.look()).to.deep.equal([{ type: "lookAfter", ms: 0 }]);
    expect(contest.tell(record(0, null))).to.deep.equal([ASK]);
    expect(contest.tell({ type: "probe.silent" })).to.deep.equal([{ type: "claim", epoch: NOW, version: 0 }]);
    expect(contest.tell({ type: "elected" })).to.deep.equal(lead(NOW));
    expect(contest.state).to.equal("leading");
    expect(contest.actor.getSnapshot().context.tables.runs).to.equal(NOW * 1000);
  });

  it("takes over at once from one that does not listen any more", () => {
    const contest = new Contest(false);
    expect(contest.tell(record(7, {}), { type: "probe.silent" })).to.deep.equal([
      { type: "claim", epoch: NOW, version: 7 },
    ]);
  });

  for (const [what, before, after] of [
    ["led until now", { epoch: NOW - 5, renewed: NOW + 50 }, NOW + 2050],
    ["resigned", { epoch: NOW - 5, renewed: NOW + 50, over: true }, NOW + 51],
    ["led by a clock that was ahead", { epoch: 2 * NOW, renewed: 2 * NOW }, 2 * NOW + 2000],
  ] as const) {
    it(`has a greater epoch than one that ${what}, whatever its own clock says`, () => {
      const contest = new Contest(false);
      expect(contest.tell(record(7, before), { type: "probe.silent" })).to.deep.equal([
        { type: "claim", epoch: after, version: 7 },
      ]);
    });
  }

  it("gives way to one that answers, and says which", () => {
    const contest = new Contest(false);
    contest.tell(record(7, {}), { type: "probe.answered", by: "5000" });
    expect(contest.actor.getSnapshot()).to.deep.include({ status: "done", value: "refused" });
    expect(contest.actor.getSnapshot().context.reason).to.equal("5000");
  });

  it("looks and asks again where another was faster", () => {
    const contest = new Contest(false);
    const begun = [record(7, {}), { type: "probe.silent" }] as const;
    expect(contest.tell(...begun, { type: "outrun" })).to.deep.equal([{ type: "lookAfter", ms: 0 }]);
    expect(contest.state).to.equal("starting");
    expect(contest.tell(record(8, { holder: "third" }))).to.deep.equal([ASK]);
  });

  it("waits for the end of a lease whose holder neither answers nor is gone", () => {
    const contest = new Contest(false);
    expect(contest.tell(record(7, {}), { type: "probe.unanswered" })).to.deep.equal([WAIT, LOOK]);
    for (let looks = 0; looks < 9; looks++) expect(contest.tell(record(7, {}))).to.deep.equal([LOOK]);
    expect(contest.tell(record(7, {}))).to.deep.equal([{ type: "claim", epoch: NOW, version: 7 }]);
    expect(contest.tell({ type: "elected" })).to.deep.equal(lead(NOW));
  });

  it("asks again when a lease that it waited for is renewed", () => {
    const contest = new Contest(false);
    contest.tell(record(7, {}), { type: "probe.unanswered" }, record(7, {}));
    expect(contest.tell(record(8, {}))).to.deep.equal([{ type: "lookAfter", ms: 0 }]);
    expect(contest.state).to.equal("starting");
  });

  it("does not count looks that show nothing", () => {
    const contest = new Contest(false);
    contest.tell(record(7, {}), { type: "probe.unanswered" });
    for (let looks = 0; looks < 20; looks++)
      expect(contest.tell({ type: "record.unknown" })).to.deep.equal([LOOK]);
    expect(contest.tell(record(7, {}))).to.deep.equal([LOOK]);
  });

  it("finds out by the record whether it was elected where it has not heard so", () => {
    const contest = new Contest(true);
    contest.tell(record(7, {}), { type: "probe.answered", by: "5000" }, record(8, { over: true }));
    expect(contest.tell({ type: "record.unknown" })).to.deep.equal([LOOK]);
    const own = { holder: "own", epoch: NOW, renewed: NOW };
    expect(contest.tell(record(9, own))).to.deep.equal([{ type: "claim", epoch: NOW + 2000, version: 9 }]);
  });

  it("does not lead when it has been asked to end meanwhile", () => {
    const contest = new Contest(false);
    contest.tell(record(0, null), { type: "probe.silent" }, { type: "stop" });
    expect(contest.tell({ type: "elected" })).to.deep.equal([]);
    expect(contest.state).to.equal("stopped");
  });
});

describe("a scheduler that stands by", () => {
  const standing = () => {
    const contest = new Contest(true);
    expect(contest.tell(record(7, {}), { type: "probe.answered", by: "5000" })).to.deep.equal([WAIT, LOOK]);
    return contest;
  };

  it("waits for as long as the one that leads says so", () => {
    const contest = standing();
    for (let version = 8; version < 50; version++) {
      for (let looks = 0; looks < 9; looks++) expect(contest.tell(record(version, {}))).to.deep.equal([LOOK]);
    }
    expect(contest.state).to.equal("standby");
  });

  it("takes over when that has not said so for two and a half seconds", () => {
    const contest = standing();
    for (let looks = 0; looks < 10; looks++) expect(contest.tell(record(8, {}))).to.deep.equal([LOOK]);
    expect(contest.tell(record(8, {}))).to.deep.equal([{ type: "claim", epoch: NOW, version: 8 }]);
    expect(contest.tell({ type: "elected" })).to.deep.equal(lead(NOW));
  });

  it("takes over at once when that resigns, or its record is gone", () => {
    for (const last of [record(8, { over: true }), record(0, null)]) {
      const effects = standing().tell(last);
      expect(effects.map(({ type }) => type)).to.deep.equal(["claim"]);
    }
  });

  it("waits for another that was faster", () => {
    const contest = standing();
    expect(contest.tell(record(8, { over: true }), { type: "outrun" })).to.deep.equal([LOOK]);
    for (let looks = 0; looks < 10; looks++)
      expect(contest.tell(record(9, { holder: "third" }))).to.deep.equal([LOOK]);
    expect(contest.tell(record(9, { holder: "third" }))[0]).to.deep.include({ type: "claim", version: 9 });
  });

  it("leads at once where nobody does", () => {
    const contest = new Contest(true);
    contest.tell(record(0, null), { type: "probe.silent" });
    expect(contest.tell({ type: "elected" })).to.deep.equal(lead(NOW));
  });

  it("ends when it is asked to, and takes nobody's messages", () => {
    const contest = standing();
    contest.tell({ type: "messages", from: "client.c1", messages: [["client", 2, "c1", null, []]], at: 0 });
    expect(contest.actor.getSnapshot().context.tables.clients.size).to.equal(0);
    contest.tell({ type: "stop" });
    expect(contest.state).to.equal("stopped");
  });
});
