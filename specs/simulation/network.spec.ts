import { expect } from "chai";
import { ConnectionError } from "../../src/protocol/errors.ts";
import type { SimulatedBus } from "./bus.ts";
import { SimulatedClock } from "./clock.ts";
import { SimulatedNetwork } from "./network.ts";
import { SimulatedProcess } from "./process.ts";
import { Random } from "./random.ts";

const BYTES = new Uint8Array(1);

describe("the simulated network", () => {
  let clock: SimulatedClock;
  let network: SimulatedNetwork;
  let processes: readonly [SimulatedProcess, SimulatedProcess, SimulatedProcess];
  let buses: readonly [SimulatedBus, SimulatedBus, SimulatedBus];
  let heard: string[];

  beforeEach(() => {
    clock = new SimulatedClock();
    network = new SimulatedNetwork(clock, new Random(1), { drop: 0, repeat: 0, delay: 50 });
    const start = (name: string) => new SimulatedProcess(clock, name);
    processes = [start("a"), start("b"), start("c")];
    buses = [network.connect(processes[0]), network.connect(processes[1]), network.connect(processes[2])];
    heard = [];
    buses[2].subscribe("to.c.>", (_bytes, subject) => heard.push(subject.slice(5)));
  });

  /** Lets everything happen that is to happen within `ms`. */
  function pass(ms: number): void {
    let over = false;
    clock.after(ms, () => {
      over = true;
    });
    while (!over) clock.step();
  }

  /** Each of the first two says its letter and a number. */
  function say(from: number, to: number): void {
    for (let i = from; i <= to; i++)
      for (const j of [0, 1] as const) buses[j].publish(`to.c.${"ab"[j]}${i}`, BYTES);
  }

  const of = (letter: string): number[] =>
    heard.filter((word) => word.startsWith(letter)).map((word) => Number(word.slice(1)));

  it("keeps the order of each sender, and not that of several", () => {
    say(1, 50);
    pass(100);
    const order = Array.from({ length: 50 }, (_, i) => i + 1);
    expect([of("a"), of("b")]).to.deep.equal([order, order]);
    expect(heard).to.not.deep.equal(order.flatMap((i) => [`a${i}`, `b${i}`]));
  });

  it("loses what one sends to another, one way, until that heals", () => {
    const heal = network.part((from, to) => from === buses[0] && to === buses[2]);
    buses[0].subscribe("to.a", () => heard.push("other way"));
    say(1, 1);
    buses[2].publish("to.a", BYTES);
    pass(100);
    expect([of("a"), of("b"), heard.includes("other way")]).to.deep.equal([[], [1], true]);
    heal();
    say(2, 2);
    pass(100);
    expect([of("a"), of("b")]).to.deep.equal([[2], [1, 2]]);
  });

  it("forgets what was under way when the server ends, and says so, and that it is there again", async () => {
    const statuses: string[] = [];
    buses[0].onStatus((status) => statuses.push(status));
    say(1, 1);
    const failure = buses[0].request("to.c.x", BYTES, 10_000).catch((error: unknown) => error);
    network.cut(() => true, 1000);
    say(2, 2);
    expect(statuses).to.deep.equal(["disconnected"]);
    expect(await failure).to.be.instanceOf(ConnectionError);
    pass(1200);
    say(3, 3);
    pass(100);
    expect(statuses).to.deep.equal(["disconnected", "connected"]);
    expect([of("a"), of("b")]).to.deep.equal([[3], [3]]);
  });

  it("keeps what is for a process that stands still, until it goes on", () => {
    processes[2].freeze();
    processes[2].after(10, () => heard.push("timer"));
    say(1, 3);
    pass(5000);
    expect(heard).to.deep.equal([]);
    processes[2].thaw();
    pass(1);
    expect([of("a"), of("b"), heard.includes("timer")]).to.deep.equal([[1, 2, 3], [1, 2, 3], true]);
  });

  it("reaches nobody in a process that is dead, nor does its time pass", async () => {
    processes[2].after(10, () => heard.push("timer"));
    processes[2].kill();
    say(1, 1);
    const failure = buses[0].request("to.c.x", BYTES, 10_000).catch((error: unknown) => error);
    pass(100);
    expect(heard).to.deep.equal([]);
    expect(await failure).to.be.instanceOf(ConnectionError);
  });
});
