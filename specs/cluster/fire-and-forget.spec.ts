import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { CancelledError, type Client, ClosedError, fireAndForget, getClient } from "troupe";
import { describeOn, describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";
import { until } from "../support/status.ts";

/** Notes a word in the journal at `path`, then comes to the gate. */
const noteAndArrive = async (port: number, path: string, word: string, _ballast?: Uint8Array) => {
  const { appendFileSync } = await import("node:fs");
  const { connect } = await import("node:net");
  appendFileSync(path, `${word}\n`);
  await new Promise((resolve) => connect(port, "127.0.0.1", () => resolve(null)));
};
const fail = (): never => {
  throw new Error("nobody hears of it");
};

describeOnEachBus("fireAndForget", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("has tasks done whose futures are released", async () => {
    await using gate = await Gate.build();
    await using end = await Gate.build();
    using journal = new Journal();
    const busy = client.submit(passGate, gate.port, "busy");
    await gate.arrived();
    const futures = client.map(noteAndArrive, [end.port, end.port], [journal.path, journal.path], ["a", "b"]);
    const dropped = client.submit(noteAndArrive, end.port, journal.path, "dropped");
    fireAndForget(futures);
    for (const future of [...futures, dropped]) future.release();
    gate.open();
    await end.arrived(2);
    expect(await busy).to.equal("busy");
    expect(journal.lines).to.deep.equal(["a", "b"]);
  });

  it("has them done when the client is closed at once, with what they depend on", async () => {
    await using gate = await Gate.build();
    await using end = await Gate.build();
    using journal = new Journal();
    const guest = await shared.join();
    const word = guest.submit(passGate, gate.port, "after the client");
    fireAndForget(guest.submit(noteAndArrive, end.port, journal.path, word));
    guest.submit(noteAndArrive, end.port, journal.path, "gone with the client");
    await guest.close();
    gate.open();
    await end.arrived();
    expect(await client.options({ pure: false }).submit(Math.sqrt, 4)).to.equal(2);
    expect(journal.lines).to.deep.equal(["after the client"]);
  });

  it("has many of them done whose arguments are still on their way when the client is closed", async () => {
    await using end = await Gate.build();
    using journal = new Journal();
    const guest = await shared.join();
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const futures = numbers.map((i) =>
      guest.submit(noteAndArrive, end.port, journal.path, `${i}`, new Uint8Array(200_000).fill(i)),
    );
    fireAndForget(new Set(futures));
    await guest.close();
    await end.arrived(100);
    expect(journal.lines.map(Number).sort((a, b) => a - b)).to.deep.equal(numbers);
  });

  it("has a task's own tasks done after it", async () => {
    await using gate = await Gate.build();
    await using end = await Gate.build();
    using journal = new Journal();
    const outer = async (
      wait: (port: number, word: string) => Promise<string>,
      act: typeof noteAndArrive,
      ports: readonly [number, number],
      path: string,
    ) => {
      const { fireAndForget } = await import("troupe");
      const client = getClient();
      const word = client.submit(wait, ports[0], "after its task");
      fireAndForget(client.submit(act, ports[1], path, word));
      return "ended";
    };
    const ports = [gate.port, end.port] as const;
    expect(await client.submit(outer, passGate, noteAndArrive, ports, journal.path)).to.equal("ended");
    gate.open();
    await end.arrived();
    expect(journal.lines).to.deep.equal(["after its task"]);
  });

  it("says nothing of failures, unless somebody asks", async () => {
    const guest = await shared.join();
    const impure = guest.options({ pure: false });
    const failed = impure.submit(fail);
    fireAndForget([failed, impure.submit(fail)]);
    await until(failed, "error");
    expect((await failureOf(failed)).message).to.equal("nobody hears of it");
    fireAndForget(failed);
    fireAndForget(impure.submit(fail));
    await guest.close();
  });

  it("leaves a task to be cancelled", async () => {
    await using gate = await Gate.build();
    await using end = await Gate.build();
    using journal = new Journal();
    const busy = client.submit(passGate, gate.port, "cancelled");
    await gate.arrived();
    const future = client.submit(noteAndArrive, end.port, journal.path, "cancelled");
    fireAndForget(future);
    await future.cancel();
    gate.open();
    await busy;
    expect(await client.options({ pure: false }).submit(Math.sqrt, 9)).to.equal(3);
    expect(journal.lines).to.deep.equal([]);
  });

  it("refuses what is no future, and what nothing can be had of any more", async () => {
    for (const wrong of [7, "word", null, undefined, {}, [7], [[client.submit(Math.sqrt, 1)]]]) {
      expect(() => fireAndForget(wrong as never)).to.throw(TypeError, "fireAndForget takes futures");
    }
    fireAndForget([]);
    const released = client.submit(Math.sqrt, 16);
    released.release();
    expect(thrownBy(() => fireAndForget(released))).to.be.instanceOf(CancelledError);
    const guest = await shared.join();
    const late = guest.submit(Math.sqrt, 25);
    await guest.close();
    expect(thrownBy(() => fireAndForget(late))).to.be.instanceOf(ClosedError);
  });
});

describeOn("nats", "fireAndForget in a process of its own", { workers: 1 }, (shared) => {
  it("outlives it", async () => {
    await using gate = await Gate.build();
    await using end = await Gate.build();
    using journal = new Journal();
    const { url, cluster } = shared.cluster;
    const script = fileURLToPath(new URL("../support/firing.ts", import.meta.url));
    const args = [url, cluster, gate.port, end.port, journal.path].map(String);
    const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { stdio: "inherit" });
    expect(await once(child, "exit")).to.deep.equal([0, null]);
    gate.open();
    await end.arrived();
    expect(journal.lines).to.deep.equal(["from a process that is no more"]);
  });
});
