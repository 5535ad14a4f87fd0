import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { ActorDiedError, TimeoutError } from "../../dist/src/protocol/errors.js";
import { failureOf } from "../support/failure.ts";
import { CounterStage } from "./counter-stage.ts";
import { COUNTER, NEVER } from "./sources.ts";

describe("the end of the actors of a pool", () => {
  let stage: CounterStage;

  beforeEach(() => {
    stage = new CounterStage();
  });

  afterEach(() => stage.close());

  it("die with the thread that one of them keeps busy past the time of its call, which is named", async () => {
    for (const key of ["culprit", "elsewhere", "near"]) await stage.make(key);
    const waiting = failureOf(stage.ask("near", "forever"));
    stage.call("culprit", "spin", [stage.begun, stage.over], { timeout: 50 });
    const death = (await stage.death("near")) as Error;
    expect(death).to.be.instanceOf(ActorDiedError);
    expect(death.message).to.match(/^culprit did not return.*isolate/);
    expect(await waiting).to.deep.include({ message: death.message });
    expect(await stage.death("culprit")).to.have.property("message", death.message);
    expect(await failureOf(stage.ask("culprit", "n", null))).to.have.property("message", death.message);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
    await stage.make("next");
    expect(await stage.ask("next", "increment")).to.equal(1);
  });

  it("die likewise when a method does not return after it has waited", async () => {
    await stage.make("culprit");
    stage.call("culprit", "spinLater", [stage.begun, stage.over], { timeout: 50 });
    expect(await stage.death("culprit"))
      .to.have.property("message")
      .that.matches(/^culprit did not return/);
  });

  it("live on when a call's time is over that only waits, or that waits behind another", async () => {
    await stage.make("waits");
    await stage.make("busy");
    await stage.make("free", { concurrency: 2 });
    stage.call("free", "forever", [], { timeout: 50 });
    stage.call("waits", "forever", [], { timeout: 50 });
    stage.call("busy", "spin", [stage.begun, stage.over]);
    stage.call("busy", "increment", [], { timeout: 50 });
    await stage.spinning();
    // Longer than a thread may take to answer.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    writeFileSync(stage.over, "");
    expect(await stage.ask("busy", "n", null)).to.equal(0);
    expect(await stage.ask("free", "increment")).to.equal(1);
    expect(stage.deaths).to.deep.equal([]);
  });

  it("are ended when they are killed, at once for their callers, and with their thread where they are stuck", async () => {
    for (const key of ["stuck", "elsewhere", "near"]) await stage.make(key);
    const calls = [
      failureOf(stage.ask("stuck", "spin", [stage.begun, stage.over])),
      failureOf(stage.ask("stuck", "n", null)),
    ];
    await stage.spinning();
    stage.pool.actors.kill("stuck");
    for (const error of await Promise.all(calls))
      expect(error)
        .to.be.instanceOf(ActorDiedError)
        .with.property("message")
        .that.matches(/stuck was killed/);
    expect(await stage.death("stuck"))
      .to.have.property("message")
      .that.matches(/stuck was killed/);
    expect(await stage.death("near"))
      .to.have.property("message")
      .that.matches(/^stuck did not return/);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
  });

  it("are killed alone where they are not stuck", async () => {
    for (const key of ["killed", "elsewhere", "near"]) await stage.make(key);
    const call = failureOf(stage.ask("killed", "forever"));
    stage.pool.actors.kill("killed");
    expect(await call).to.be.instanceOf(ActorDiedError);
    expect(await failureOf(stage.ask("killed", "increment"))).to.be.instanceOf(ActorDiedError);
    expect(await stage.ask("near", "increment")).to.equal(1);
    expect(stage.deaths.map(([key]) => key)).to.deep.equal(["killed"]);
  });

  it("fail to be made when their constructor takes too long, and what is made beside them is given back", async () => {
    await stage.make("near");
    await stage.make("elsewhere");
    stage.create("never", NEVER, { args: [stage.over], timeout: 50 });
    await stage.until("failed", "never");
    stage.create("later", COUNTER);
    stage.create("behind", COUNTER);
    expect((await stage.end("never")).value).to.be.instanceOf(TimeoutError);
    expect(await stage.death("near"))
      .to.have.property("message")
      .that.matches(/^never did not return/);
    expect([(await stage.end("later")).kind, (await stage.end("behind")).kind]).to.have.members([
      "done",
      "returned",
    ]);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
  });

  it("die with what one of them throws outside of its calls", async () => {
    for (const key of ["culprit", "elsewhere", "near"]) await stage.make(key);
    const error = await failureOf(stage.ask("culprit", "crash"));
    expect(error.message).to.match(/^culprit threw outside of its own calls \(late\)/);
    expect(await stage.death("near")).to.have.property("message", error.message);
    expect(await failureOf(stage.ask("near", "n", null))).to.have.property("message", error.message);
    expect(await stage.ask("elsewhere", "increment")).to.equal(1);
  });

  it("end with the thread that was theirs alone", async () => {
    await stage.make("alone", { isolated: true });
    const left = stage.departed.length;
    stage.pool.actors.dismiss("alone");
    await stage.parted(left + 1);
    expect(stage.deaths).to.deep.equal([]);
    expect(await failureOf(stage.ask("alone", "n", null))).to.be.instanceOf(ActorDiedError);
  });

  it("end with the pool, which still says what became of the calls", async () => {
    await stage.make("c");
    const call = failureOf(stage.ask("c", "forever"));
    await stage.pool.close();
    expect(await call)
      .to.be.instanceOf(ActorDiedError)
      .with.property("message")
      .that.matches(/has left/);
    expect(stage.deaths).to.deep.equal([]);
  });
});
