import { expect } from "chai";
import { from } from "rxjs";
import { type AnyActorLogic, type EventObject, toPromise, waitFor } from "xstate";
import type { MachineRef } from "../../src/client/actors/machine-ref.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import * as machines from "../support/machines.ts";
import { spawn } from "./afar.ts";

/** What a subscriber hears, in order. */
function listen<L extends AnyActorLogic>(ref: MachineRef<L>): unknown[] {
  const heard: unknown[] = [];
  ref.subscribe({
    next: (snapshot) => heard.push(snapshot),
    error: (error) => heard.push(error),
    complete: () => heard.push("complete"),
  });
  return heard;
}

describe("a machine from afar", () => {
  it("has the snapshots of the machine, as far as they mean something elsewhere", () => {
    const { ref } = spawn(machines.counting, { n: 3 });
    const snapshot = ref.getSnapshot();
    expect(snapshot.status).to.equal("active");
    expect(snapshot.value).to.deep.equal({ counting: "odd" });
    expect(snapshot.context).to.deep.equal({ n: 3 });
    expect(snapshot.tags).to.deep.equal(new Set(["odd"]));
    expect([snapshot.output, snapshot.error]).to.deep.equal([undefined, undefined]);
    expect(snapshot.matches("counting")).to.equal(true);
    expect(snapshot.matches({ counting: "odd" })).to.equal(true);
    expect(snapshot.matches({ counting: "even" })).to.equal(false);
    expect([snapshot.hasTag("odd"), snapshot.hasTag("even")]).to.deep.equal([true, false]);
    expect(thrownBy(() => snapshot.can({ type: "end" })).message).to.match(/guards.*on the worker.*hasTag/s);
  });

  it("tells subscribers of each change, once, and keeps one snapshot between two", () => {
    const { ref } = spawn(machines.counting);
    const heard = listen(ref);
    const first = ref.getSnapshot();
    expect(ref.getSnapshot()).to.equal(first);
    ref.send({ type: "add", by: 1 });
    const second = ref.getSnapshot();
    expect(second).not.to.equal(first);
    expect(first.context.n).to.equal(0);
    // @ts-expect-error an event that the machine does not know: nothing changes
    ref.send({ type: "unknown" });
    expect(ref.getSnapshot()).to.equal(second);
    ref.send({ type: "add", by: 1 });
    expect(heard).to.deep.equal([second, ref.getSnapshot()]);
  });

  it("completes with the machine, keeps its last snapshot, and sends nowhere from then on", async () => {
    const { ref } = spawn(machines.counting, { n: 1 });
    const heard = listen(ref);
    ref.send({ type: "end" });
    const last = ref.getSnapshot();
    expect(last.status).to.equal("done");
    expect(last.output).to.deep.equal({ total: 1 });
    expect(heard).to.deep.equal([last, "complete"]);
    ref.send({ type: "add", by: 1 });
    expect(ref.getSnapshot()).to.equal(last);
    expect(listen(ref)).to.deep.equal(["complete"]);
    expect(await ref.output).to.deep.equal({ total: 1 });
  });

  it("fails with the machine", async () => {
    const { ref } = spawn(machines.counting, { n: 1 });
    const heard = listen(ref);
    ref.send({ type: "fail" });
    const { status, error, context } = ref.getSnapshot();
    expect([status, context]).to.deep.equal(["error", { n: 1 }]);
    expect(error).to.be.instanceOf(RangeError).with.property("message", "no more");
    expect(heard).to.deep.equal([error]);
    expect(listen(ref)).to.deep.equal([error]);
    expect(await failureOf(ref.output)).to.equal(error);
    expect(await failureOf(toPromise(ref))).to.equal(error);
  });

  it("completes without an output where the machine is stopped from inside", async () => {
    const { ref, machine } = spawn(machines.counting);
    const heard = listen(ref);
    machine.stop();
    expect(heard).to.deep.equal(["complete"]);
    expect(ref.getSnapshot().status).to.equal("stopped");
    expect(await failureOf(ref.output)).to.have.property("code", "ACTOR_DIED");
  });

  it("fails for its watchers where its worker is gone, with the state that was known", async () => {
    const { ref, remote } = spawn(machines.counting, { n: 1 });
    const heard = listen(ref);
    const death = new Error("gone");
    remote.fail(death);
    remote.fail(new Error("again"));
    expect(heard).to.deep.equal([death]);
    expect(ref.getSnapshot()).to.include({ status: "error", error: death });
    expect(ref.getSnapshot().context).to.deep.equal({ n: 1 });
    expect(await failureOf(waitFor(ref, () => false))).to.equal(death);
    expect(await failureOf(ref.output)).to.equal(death);
  });

  it("has an error for observers where the context cannot travel; the machine goes on", async () => {
    const { ref } = spawn(machines.keeping);
    const heard = listen(ref);
    ref.send({ type: "keep" });
    expect(heard).to.have.length(1);
    expect(heard[0]).to.have.property("code", "SERIALIZATION");
    expect(heard[0])
      .to.have.property("message")
      .that.matches(/^snapshot\.context\.kept is a function/);
    expect(thrownBy(() => ref.getSnapshot())).to.equal(heard[0]);
    expect(listen(ref)).to.deep.equal([heard[0]]);
    ref.send({ type: "drop" });
    expect(ref.getSnapshot().context).to.deep.equal({ kept: null });
    const again = listen(ref);
    ref.send({ type: "keep" });
    ref.send({ type: "end" });
    expect(again).to.have.length(1);
    expect(await ref.output).to.equal("kept to the end");
    expect(await failureOf(toPromise(ref))).to.have.property("code", "SERIALIZATION");
  });

  it("hands over what the machine emits, but what cannot travel", () => {
    const { ref } = spawn(machines.counting);
    const heard: unknown[] = [];
    const added = ref.on("added", ({ n }) => heard.push(n));
    ref.on("*", ({ type }) => heard.push(type));
    ref.send({ type: "add", by: 2 });
    added.unsubscribe();
    ref.send({ type: "add", by: 2 });
    expect(heard).to.deep.equal([2, "added", "added"]);
    const other = spawn(machines.emitting);
    const gone: EventObject[] = [];
    other.ref.on("*", (event) => gone.push(event));
    other.ref.send({ type: "go" });
    expect(gone).to.deep.equal([{ type: "gone", act: null }]);
    expect(other.unsent[0])
      .to.have.property("message")
      .that.matches(/^event\.act is a function/);
  });

  it("is what XState's waitFor and toPromise take", async () => {
    const { ref } = spawn(machines.counting);
    expect((await waitFor(ref, ({ context }) => context.n === 0)).context.n).to.equal(0);
    const three = waitFor(ref, (snapshot) => snapshot.context.n === 3);
    const output = toPromise(ref);
    for (const by of [1, 2, 3]) ref.send({ type: "add", by });
    expect((await three).matches({ counting: "odd" })).to.equal(true);
    const never = waitFor(ref, () => false);
    ref.send({ type: "end" });
    expect(await output).to.deep.equal({ total: 6 });
    expect((await failureOf(never)).message).to.match(/terminated/);
    expect(await toPromise(ref)).to.deep.equal({ total: 6 });
  });

  it("is a store for React: stable between changes, which subscribers are told of", () => {
    const { ref } = spawn(machines.counting);
    const { subscribe, getSnapshot } = {
      subscribe: (changed: () => void) => ref.subscribe(changed).unsubscribe,
      getSnapshot: () => ref.getSnapshot(),
    };
    let rendered = getSnapshot();
    let renders = 0;
    const unsubscribe = subscribe(() => {
      if (Object.is(rendered, getSnapshot())) return;
      rendered = getSnapshot();
      renders++;
    });
    ref.send({ type: "add", by: 1 });
    ref.send({ type: "add", by: 0 });
    unsubscribe();
    ref.send({ type: "add", by: 1 });
    expect([renders, rendered.context.n]).to.deep.equal([2, 1]);
  });

  it("is an observable for RxJS, and selects", () => {
    const { ref } = spawn(machines.counting);
    const seen: unknown[] = [];
    from(ref).subscribe({
      next: ({ context }) => seen.push(context.n),
      complete: () => seen.push("complete"),
    });
    const parity = ref.select((snapshot) => snapshot.hasTag("even"));
    const parities: boolean[] = [];
    parity.subscribe((even) => parities.push(even));
    for (const by of [2, 1, 2, 1]) ref.send({ type: "add", by });
    expect(parity.get()).to.equal(true);
    ref.send({ type: "end" });
    expect(seen).to.deep.equal([2, 3, 5, 6, 6, "complete"]);
    expect(parities).to.deep.equal([false, true, false]);
  });

  it("waits for as long as it is watched", () => {
    const { ref, held } = spawn(machines.counting);
    const one = ref.subscribe(() => {});
    ref.subscribe({});
    expect(held.waits).to.equal(2);
    one.unsubscribe();
    one.unsubscribe();
    expect(held.waits).to.equal(1);
    ref.send({ type: "end" });
    expect(held.waits).to.equal(0);
    ref.subscribe({});
    expect(held.waits).to.equal(0);
  });

  it("says what a reference elsewhere has not", () => {
    const { ref } = spawn(machines.counting);
    expect([ref.id, ref.sessionId, ref.src]).to.deep.equal(["logic-1", "logic-1", "logic"]);
    expect(thrownBy(() => ref.stop()).message).to.match(/client\.kill\(ref\)/);
    expect(thrownBy(() => ref.system).message).to.match(/no system/);
    expect(thrownBy(() => ref.getPersistedSnapshot()).message).to.match(/getSnapshot/);
    ref.start();
    const { send } = ref;
    send({ type: "add", by: 1 });
    expect(ref.getSnapshot().context.n).to.equal(1);
    expect(ref).not.to.have.property("then");
  });
});
