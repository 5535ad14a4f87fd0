import { expect } from "chai";
import fc from "fast-check";
import { Client } from "../../src/client/client.ts";
import { Trace } from "../../src/client/observer/trace.ts";
import { Roster } from "../../src/client/session/roster.ts";
import { serveWorker } from "../../src/cluster/worker.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import { checkToCaller, checkToHost } from "../../src/protocol/calls.ts";
import { TroupeError } from "../../src/protocol/errors.ts";
import type { Message } from "../../src/protocol/message.ts";
import { checkToClient, checkToWorker } from "../../src/protocol/shapes.ts";
import { lookSubject, SCHEDULER, traceSubject } from "../../src/protocol/subjects.ts";
import { checkFromTraced, checkToTraced } from "../../src/protocol/trace.ts";
import { Exchange } from "../../src/runtime/exchange.ts";
import { Line } from "../../src/runtime/line.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { SimulatedExecutor } from "../simulation/executor.ts";
import { SimulatedNetwork } from "../simulation/network.ts";
import { SimulatedProcess } from "../simulation/process.ts";
import { Random } from "../simulation/random.ts";
import { BLIND } from "../support/sampler.ts";
import { garble } from "./mutation.ts";
import { fromTraced, toCaller, toClient, toHost, toTraced, toWorker } from "./orders.ts";
import { anyOf, legible } from "./words.ts";

const RUNS = Number(process.env["RUNS"] ?? 30);
const CLUSTER = "default";

/** A network with one process under test on it, and others that say anything to it. */
class Place {
  readonly clock = new SimulatedClock();
  readonly random = new Random(1);
  readonly network = new SimulatedNetwork(this.clock, this.random, { drop: 0, repeat: 0, delay: 1 });

  /** Lets so much time pass, with all that follows. */
  async pass(ms: number): Promise<void> {
    let over = false;
    this.clock.after(ms, () => {
      over = true;
    });
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      this.clock.step();
    }
  }

  /** Who speaks to whom has begun a session with it. */
  exchange(address: string): Exchange<Message, Message> {
    return new Exchange<Message, Message>(this.#options(address), 1);
  }

  /** Who begins sessions. */
  line(address: string): Line<Message, Message> {
    return new Line<Message, Message>(this.#options(address), () => {});
  }

  #options(address: string) {
    return {
      bus: this.network.connect(),
      clock: this.clock,
      cluster: CLUSTER,
      address,
      check: (decoded: unknown) => decoded as Message,
      deliver: () => {},
      garbage: () => {},
      unreadable: () => {},
    };
  }
}

const orders = legible(anyOf(toWorker), checkToWorker);
const calls = legible(anyOf(toHost), checkToHost);
const news = legible(anyOf(toClient), checkToClient);
const answers = legible(anyOf(toCaller), checkToCaller);
const looks = legible(anyOf(toTraced), checkToTraced);
const tellings = legible(anyOf(fromTraced), checkFromTraced);
const many = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 40, size: "max" });

describe("a worker, told anything by its scheduler and by callers", function () {
  this.timeout(0);

  it("goes on, or ends as it was told", async () => {
    await fc.assert(
      fc.asyncProperty(many(orders), many(calls), many(looks), async (told, called, asked) => {
        const place = new Place();
        const { clock, network } = place;
        const scheduler = place.exchange(SCHEDULER);
        const caller = place.line("caller.c1");
        const process = new SimulatedProcess(clock, "w1");
        const bus = network.connect(process);
        const address = "worker.w1";
        const identity = { name: "w1", address, threads: 2, host: "host" };
        const worker = serveWorker({
          ...identity,
          bus,
          clock: process,
          cluster: CLUSTER,
          resources: [],
          log: () => {},
          sampler: BLIND,
          executor: (listener, tracing) =>
            new SimulatedExecutor(
              { network, process, bus, worker: identity, threads: 2, work: 5 },
              listener,
              tracing,
            ),
        });
        let end: unknown = null;
        worker.ended.then(
          () => {
            end = "asked";
          },
          (error: unknown) => {
            end = error;
          },
        );
        worker.joined.catch(() => {});
        await place.pass(5);
        scheduler.send(address, ["welcome", "fleeting"]);
        for (let i = 0; i < Math.max(told.length, called.length); i++) {
          const [order, call, look] = [told[i], called[i], asked[i]];
          if (look !== undefined) bus.publish(lookSubject(CLUSTER, "client.c1"), encodeBatch([look]));
          if (order !== undefined) scheduler.send(address, order);
          if (call !== undefined) caller.send("actors.w1", call);
          if (i % 4 === 0) await place.pass(3);
        }
        await place.pass(100);
        const kinds = told.map(([kind]) => kind);
        if (end === "asked") expect(kinds).to.include("dismissed");
        else if (end !== null) expect(kinds).to.include("refused");
        if (end instanceof Error) expect(end).to.be.instanceOf(TroupeError);
        worker.stop();
      }),
      { numRuns: RUNS },
    );
  });
});

describe("a client, told anything by its scheduler and by hosts of actors", function () {
  this.timeout(0);

  it("goes on, or is closed with a reason", async () => {
    await fc.assert(
      fc.asyncProperty(many(news), many(answers), async (told, answered) => {
        const place = new Place();
        const { clock, network } = place;
        const scheduler = place.exchange(SCHEDULER);
        const host = place.exchange("actors.w1");
        const client = Client.over(
          { bus: network.connect(), cluster: CLUSTER, address: "client.c1", name: "c1", clock },
          async () => {},
        );
        const futures = ["a", "b", "c"].map((key) => client.options({ key }).submit((x: number) => x, 1));
        const open: Promise<unknown>[] = [
          ...futures.map((future) => future.result()),
          client.queue("p").get(),
          client.lock("p").acquire(),
          client.variable("p").get(),
          client.event("p").wait(),
          client.lookup("n1"),
          client.processing(),
          client.whoHas(futures),
          client.publish("p", futures[0] as never),
        ];
        const ends = open.map((promise) =>
          promise.then(
            () => "value",
            (error: unknown) => error,
          ),
        );
        await place.pass(5);
        for (let i = 0; i < Math.max(told.length, answered.length); i++) {
          const [word, answer] = [told[i], answered[i]];
          if (word !== undefined) scheduler.send("client.c1", word);
          if (answer !== undefined) host.send("caller.c1", answer);
          if (i % 4 === 0) await place.pass(3);
        }
        await place.pass(50);
        const closing = client.close();
        await place.pass(6000);
        await closing;
        for (const end of await Promise.all(ends))
          if (end !== "value") expect(end).to.be.instanceOf(Error).and.to.satisfy(isOurs);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("who looks on, told anything by workers", () => {
  it("has all of it or nothing, and goes on", async () => {
    await fc.assert(
      fc.asyncProperty(many(tellings), fc.nat(), async (told, seed) => {
        const { clock, network } = new Place();
        const roster = new Roster();
        const seen: unknown[] = [];
        const trace = new Trace({
          bus: network.connect(),
          clock,
          cluster: CLUSTER,
          address: "client.c1",
          roster,
        });
        roster.update([["w1", "worker.w1", 1, "host", false, 0]]);
        trace.watch((stream) => seen.push(stream));
        const dice = new Random(seed);
        for (const message of told) {
          const bytes = encodeBatch([message]);
          const wrecked = garble(bytes, dice);
          network.carry(traceSubject(CLUSTER, "worker.w1"), wrecked);
          network.carry(traceSubject(CLUSTER, "worker.w1"), bytes);
        }
        for (let i = 0; i < 100; i++) clock.step();
        const spans = told.filter(([kind]) => kind === "spans").length;
        expect(seen.length).to.be.at.least(spans);
        trace.close();
      }),
      { numRuns: RUNS },
    );
  });
});

/** Nothing that went wrong inside: an error with a code, or the one for a task that is taken for an actor. */
const isOurs = (error: Error): boolean =>
  error instanceof TroupeError || error.message.includes("is the key of a task");
