import { expect } from "chai";
import { type Callee, Callers, type Waiter, type Watcher } from "../../src/client/session/callers.ts";
import { Roster } from "../../src/client/session/roster.ts";
import { type CallerToHost, checkToHost, type HostToCaller } from "../../src/protocol/calls.ts";
import { ActorDiedError, ClosedError, ConnectionError } from "../../src/protocol/errors.ts";
import { hostAddress } from "../../src/protocol/subjects.ts";
import { Exchange } from "../../src/runtime/exchange.ts";
import { thrownBy } from "../support/failure.ts";
import { Office } from "../support/office.ts";

const HOST = "worker.w";
const ME = "caller.a";
const bytes = (...values: number[]) => new Uint8Array(values);

/** Who makes a call, and hears what it need not. */
const NOBODY: Waiter = { gave: () => {}, threw: () => {}, failed: () => {} };

/** Callers, and a host that answers nothing by itself. */
function stage() {
  const office = new Office();
  const { network, clock } = office;
  const roster = new Roster();
  const callers = new Callers({
    bus: network.connect(),
    clock,
    cluster: "test",
    address: "client.a",
    roster,
  });
  const said: CallerToHost[] = [];
  const host = new Exchange<CallerToHost, HostToCaller>(
    {
      bus: network.connect(),
      clock,
      cluster: "test",
      address: hostAddress(HOST),
      check: checkToHost,
      deliver: (_from, messages) => said.push(...messages),
      garbage: (_from, error) => expect.fail(error.message),
      unreadable: (_from, error) => expect.fail(error.message),
    },
    5,
  );
  const heard: unknown[] = [];
  const watcher: Watcher = {
    snapshot: (snapshot) => heard.push(["snapshot", ...snapshot]),
    emitted: (event) => heard.push(["emitted", ...event]),
    threw: (error) => heard.push(["threw", ...error]),
    failed: (error) => heard.push(error),
  };
  const to = (key: string): Callee => ({ key, host: hostAddress(HOST), timeout: 0 });
  return { office, roster, callers, host, said, heard, watcher, to };
}

describe("a client that watches machines", () => {
  it("hears of each under its number, until it does not want to", async () => {
    const { office, callers, host, said, heard, watcher, to } = stage();
    const [one, other] = [callers.watch(to("m"), watcher), callers.watch(to("n"), watcher)];
    await office.pass(1000);
    expect(said).to.deep.equal([
      ["watch", one, "m"],
      ["watch", other, "n"],
    ]);
    host.send(ME, ["snapshot", one, bytes(1)]);
    host.send(ME, ["emitted", one, bytes(2)]);
    host.send(ME, ["snapshot", other, bytes(3)]);
    await office.pass(1000);
    callers.withdraw(one);
    await office.pass(1000);
    expect(said.at(-1)).to.deep.equal(["withdraw", one]);
    host.send(ME, ["snapshot", one, bytes(4)]);
    host.send(ME, ["threw", other, bytes(5)]);
    host.send(ME, ["snapshot", other, bytes(6)]);
    await office.pass(1000);
    expect(heard).to.deep.equal([
      ["snapshot", 1],
      ["emitted", 2],
      ["snapshot", 3],
      ["threw", 5],
    ]);
  });

  it("watches anew when the host has forgotten it", async () => {
    const { office, callers, host, said, heard, watcher, to } = stage();
    const number = callers.watch(to("m"), watcher);
    await office.pass(1000);
    host.part(ME);
    callers.withdraw(callers.watch(to("n"), watcher));
    await office.pass(1000);
    expect(said.filter(([kind]) => kind === "watch")).to.deep.equal([
      ["watch", number, "m"],
      ["watch", number, "m"],
    ]);
    host.send(ME, ["snapshot", number, bytes(1)]);
    await office.pass(1000);
    expect(heard).to.deep.equal([["snapshot", 1]]);
  });

  it("is told when the machine, its host or the client itself is gone", async () => {
    const { roster, callers, heard, watcher, to } = stage();
    const [died, closed] = [new ActorDiedError("m"), new ClosedError("here")];
    roster.update([["w", HOST, 1, "here", false, 0]]);
    callers.watch(to("m"), watcher);
    callers.watch(to("n"), watcher);
    callers.drop("m", died);
    roster.update([]);
    callers.watch(to("o"), watcher);
    callers.close(closed);
    expect(heard[0]).to.equal(died);
    expect(heard[1]).to.be.instanceOf(ActorDiedError);
    expect(heard.slice(2)).to.deep.equal([closed]);
    expect(thrownBy(() => callers.watch(to("p"), watcher))).to.equal(closed);
  });

  it("takes no snapshot for a call", async () => {
    const { office, callers, host, heard, watcher, to } = stage();
    const watch = callers.watch(to("m"), watcher);
    const call = callers.call(to("m"), "send", null, [], {
      gave: (value) => heard.push(["gave", ...value]),
      threw: () => {},
      failed: () => {},
    });
    await office.pass(1000);
    host.send(ME, ["snapshot", call, bytes(1)]);
    host.send(ME, ["gave", call, bytes(2), []]);
    host.send(ME, ["snapshot", watch, bytes(3)]);
    await office.pass(1000);
    expect(heard).to.deep.equal([
      ["gave", 2],
      ["snapshot", 3],
    ]);
  });

  it("finds out that the host has forgotten a call, though it has nothing to say to it", async () => {
    const { office, callers, host, said, heard, to } = stage();
    const waiter = { ...NOBODY, failed: (error: Error) => heard.push(error) };
    callers.call(to("m"), "f", null, [], waiter);
    await office.pass(1000);
    expect(said).to.have.lengthOf(1);
    host.part(ME);
    await office.pass(31_000);
    expect(heard).to.have.lengthOf(1);
    expect(heard[0]).to.be.instanceOf(ConnectionError);
  });

  it("asks a host that knows its call for nothing but that", async () => {
    const { office, callers, host, said, heard, to } = stage();
    const number = callers.call(to("m"), "f", null, [], { ...NOBODY, gave: (value) => heard.push(value) });
    await office.pass(100_000);
    expect(said).to.have.lengthOf(1);
    host.send(ME, ["gave", number, bytes(1), []]);
    await office.settle();
    expect(heard).to.deep.equal([bytes(1)]);
  });
});
