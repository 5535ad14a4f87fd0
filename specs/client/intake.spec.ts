import { expect } from "chai";
import { Entry } from "../../src/client/session/entry.ts";
import { Intake, type IntakeSeams } from "../../src/client/session/intake.ts";

/** An eighth of what a scheduler takes of one client. */
const SHARE = new Uint8Array(32 << 20);

/** What a client's intake has to do with, and what it told the scheduler of. */
class Counter {
  readonly told: string[] = [];
  readonly intake: Intake;
  /** Waits for which a task has given its slot away. */
  waits = 0;

  constructor() {
    const tell = (entry: Entry) => {
      for (const dependency of entry.description?.dependencies ?? [])
        if (dependency.told === 0) tell(dependency);
      entry.told = 1;
      this.told.push(entry.key);
      this.intake.told(entry);
    };
    const session: IntakeSeams = {
      briefing: { tell },
      kept: { told: () => {} },
      line: { room: async () => {}, delivered: async () => {} },
      surroundings: { wait: () => this.#wait() },
    };
    this.intake = new Intake(session);
  }

  submit(key: string, args = SHARE, dependencies: readonly Entry[] = []): Entry {
    const keys = dependencies.map((dependency) => dependency.key);
    const entry = new Entry(key, { message: ["submit", key, [], args, keys, null, null], dependencies });
    entry.wanted = true;
    this.intake.add(entry);
    return entry;
  }

  #wait(): () => void {
    this.waits++;
    return () => this.waits--;
  }

  /** Submits so many that the scheduler takes no more. */
  fill(): Entry[] {
    return Array.from({ length: 8 }, (_, i) => this.submit(`full${i}`));
  }
}

describe("what a client submits", () => {
  it("is said at once as long as the scheduler has room for it, and waits in order beyond", () => {
    const counter = new Counter();
    const [first, second] = counter.fill();
    counter.submit("a");
    counter.submit("b", new Uint8Array(1));
    expect(counter.told).to.have.length(8);
    counter.intake.ended(first as Entry);
    expect(counter.told.slice(8)).to.deep.equal(["a"]);
    counter.intake.ended(second as Entry);
    expect(counter.told.slice(8)).to.deep.equal(["a", "b"]);
  });

  it("counts once, however often it has ended or is told", () => {
    const counter = new Counter();
    const [first] = counter.fill();
    counter.submit("a");
    counter.submit("b");
    for (let i = 0; i < 3; i++) counter.intake.ended(first as Entry);
    expect(counter.told.slice(8)).to.deep.equal(["a"]);
    for (let i = 0; i < 3; i++) counter.intake.told(first as Entry);
    counter.intake.ended(first as Entry);
    expect(counter.told.slice(8)).to.deep.equal(["a"]);
  });

  it("counts even without arguments", () => {
    const counter = new Counter();
    const nothing = new Uint8Array(0);
    for (let i = 0; i < 120_000; i++) counter.submit(String(i), nothing);
    expect(counter.told.length).to.be.within(100_000, 110_000);
  });

  it("goes along where something that is said is made from it, and is not said twice", () => {
    const counter = new Counter();
    const [first, second, third] = counter.fill();
    const a = counter.submit("a");
    counter.submit("b", SHARE, [a]);
    counter.submit("c");
    a.told = 1;
    for (const entry of [first, second, third]) counter.intake.ended(entry as Entry);
    expect(counter.told.slice(8)).to.deep.equal(["b", "c"]);
  });

  it("is not said where nobody wants it any more by then", () => {
    const counter = new Counter();
    const [first] = counter.fill();
    const a = counter.submit("a");
    counter.submit("b");
    a.wanted = false;
    counter.intake.ended(first as Entry);
    expect(counter.told.slice(8)).to.deep.equal(["b"]);
  });

  it("has room when nothing waits, and is delivered when all is said", async () => {
    const counter = new Counter();
    const filled = counter.fill();
    await counter.intake.room();
    counter.submit("a");
    let room = false;
    const waiting = counter.intake.room().then(() => {
      room = true;
    });
    await Promise.resolve();
    expect([room, counter.waits]).to.deep.equal([false, 1]);
    counter.intake.ended(filled[0] as Entry);
    await waiting;
    expect(counter.waits).to.equal(0);
    counter.submit("b");
    await counter.intake.delivered();
    expect(counter.told.slice(8)).to.deep.equal(["a", "b"]);
  });

  it("lets go of who waits for room when the client is closed", async () => {
    const counter = new Counter();
    counter.fill();
    counter.submit("a");
    const waiting = counter.intake.room();
    counter.intake.close();
    await waiting;
    expect(counter.told).to.have.length(8);
  });

  it("that is no task is said at once", () => {
    const counter = new Counter();
    counter.fill();
    counter.intake.add(new Entry("future", null));
    expect(counter.told.slice(8)).to.deep.equal(["future"]);
  });
});
