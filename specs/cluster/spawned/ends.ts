import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ActorDiedError, Client, ClosedError, LocalCluster } from "troupe";
import { toPromise, waitFor } from "xstate";
import type { Shared } from "../../support/clusters.ts";
import { eventually } from "../../support/eventually.ts";
import { failureOf, thrownBy } from "../../support/failure.ts";
import { type Counting, follow, machines } from "../../support/spawning.ts";

/** How a spawned machine ends. */
export function ends(shared: Shared): void {
  it("fails with what it throws, for all who watch", async () => {
    const ref = await shared.client.spawn(machines.counting, { input: { n: 5 } });
    const seen = follow(ref);
    ref.send({ type: "add", by: 1 });
    ref.send({ type: "fail" });
    const error = await failureOf(ref.output);
    expect(error).to.be.instanceOf(RangeError).with.property("message", "no more");
    expect(seen).to.deep.equal([6, error]);
    expect(ref.getSnapshot()).to.include({ status: "error", error });
    expect(ref.getSnapshot().context).to.deep.equal({ n: 6 });
    expect(await failureOf(toPromise(ref))).to.equal(error);
  });

  it("dies when it is killed, for all who watch", async () => {
    const { client } = shared;
    const ref = await client.spawn(machines.counting, { input: { n: 3 } });
    const seen = follow(ref);
    await client.kill(ref);
    expect(await failureOf(ref.output)).to.be.instanceOf(ActorDiedError);
    expect(seen).to.have.length(1);
    expect(seen[0]).to.be.instanceOf(ActorDiedError);
    expect(ref.getSnapshot()).to.include({ status: "error", error: seen[0] });
    expect(ref.getSnapshot().context).to.deep.equal({ n: 3 });
    ref.send({ type: "add", by: 1 });
    expect(await failureOf(waitFor(ref, () => false))).to.be.instanceOf(ActorDiedError);
  });

  it("is ended when nobody holds it any more; a subscription does", async () => {
    const { client } = shared;
    const folder = mkdtempSync(join(tmpdir(), "troupe-"));
    const path = join(folder, "mourned");
    const ref = await client.spawn(machines.mourning, { input: { path } });
    const watching = ref.subscribe(() => {});
    ref[Symbol.dispose]();
    expect(await client.submit((x: number) => x, 1)).to.equal(1);
    expect(existsSync(path)).to.equal(false);
    watching.unsubscribe();
    await eventually(() => existsSync(path));
    expect(thrownBy(() => ref.send({ type: "none" }))).to.be.instanceOf(ActorDiedError);
    rmSync(folder, { recursive: true });
  });

  it("takes the actors of its thread along when it exits, but not what has ended", async () => {
    await using own = await Client.local({ bus: shared.bus, workers: 1, threads: 1 });
    const [exiting, counting, done] = await Promise.all([
      own.spawn(machines.exiting),
      own.spawn(machines.counting),
      own.spawn(machines.counting, { name: "done" }),
    ]);
    done.send({ type: "end" });
    await done.output;
    const seen = follow(counting);
    exiting.send({ type: "exit" });
    const error = await failureOf(exiting.output);
    expect(error).to.be.instanceOf(ActorDiedError);
    expect(error.message).to.match(/exiting-[0-9a-f]{32} called process\.exit\(3\)/);
    expect((await failureOf(counting.output)).message).to.equal(error.message);
    expect(seen).to.have.length(1);
    expect(done.getSnapshot().status).to.equal("done");
    expect((await own.lookup<Counting>("done")).getSnapshot().output).to.deep.equal({ total: 0 });
  });

  it("fails for its watchers when its worker leaves", async () => {
    const own = await LocalCluster.start({ bus: shared.bus, workers: 1 });
    const guest = await Client.connect(own);
    try {
      const ref = await guest.spawn(machines.counting);
      const seen = follow(ref);
      await own.scale(0);
      expect(await failureOf(ref.output)).to.be.instanceOf(ActorDiedError);
      expect(seen).to.have.length(1);
    } finally {
      await guest.close();
      await own.close();
    }
  });

  it("is out of reach for a client that is closed", async () => {
    const guest = await Client.connect(shared.cluster);
    const ref = await guest.spawn(machines.counting);
    const seen = follow(ref);
    await guest.close();
    expect(await failureOf(ref.output)).to.be.instanceOf(ClosedError);
    expect(seen).to.have.length(1);
    expect(thrownBy(() => ref.send({ type: "end" }))).to.be.instanceOf(ClosedError);
    expect(await failureOf(guest.spawn(machines.counting))).to.be.instanceOf(ClosedError);
  });
}
