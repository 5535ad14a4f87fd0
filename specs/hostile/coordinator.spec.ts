import { expect } from "chai";
import fc from "fast-check";
import { Coordinator } from "../../src/cluster/coordinator.ts";
import type { Reply, ToPrimitives } from "../../src/protocol/coordination.ts";
import { checkToScheduler } from "../../src/protocol/shapes.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { anyOf, legible, toScheduler } from "./words.ts";

const RUNS = Number(process.env["RUNS"] ?? 300);

const { use, withdraw, took, settled, survey } = toScheduler;
const word = legible(
  anyOf<ToPrimitives>({ use, withdraw, took, settled, survey }),
  checkToScheduler,
) as fc.Arbitrary<ToPrimitives>;
const speech = fc.record({
  from: fc.constantFrom("client.a", "client.b"),
  word,
  ms: fc.constantFrom(0, 0, 500, 3000),
});

/** Primitives, and what comes of them. */
class Room {
  readonly clock = new SimulatedClock();
  readonly log: string[] = [];
  readonly replies: (readonly [to: string, number: number, reply: Reply])[] = [];
  readonly pins = new Set<number>();
  readonly coordinator = new Coordinator({
    clock: this.clock,
    vigil: this.clock,
    epoch: 1,
    store: null,
    graceMs: 60_000,
    broken: (error) => this.log.push(String(error)),
    reply: (to, number, reply) => this.replies.push([to, number, reply]),
    unheard: () => [],
    pin: (pin) => this.pins.add(pin),
    unpin: (pin) => this.pins.delete(pin),
    recall: () => {},
    facts: () => [],
    isClient: () => true,
    isTethered: () => false,
    log: ({ msg }) => this.log.push(msg),
  });

  /** Lets so much time pass. */
  pass(ms: number): void {
    let over = false;
    this.clock.after(ms, () => {
      over = true;
    });
    while (!over) this.clock.step();
  }
}

describe("primitives, used in any way by anybody", function () {
  this.timeout(0);

  it("break down for nobody, and keep nothing of who is gone", () => {
    fc.assert(
      fc.property(fc.array(speech, { maxLength: 60, size: "max" }), (speeches) => {
        const room = new Room();
        for (const { from, word, ms } of speeches) {
          room.coordinator.take(from, word);
          room.pass(ms);
        }
        for (const from of ["client.a", "client.b"]) room.coordinator.vacate(from, true);
        const before = room.replies.length;
        room.coordinator.take("client.c", ["use", 1, ["lock", "p", null, ["acquire"]], null]);
        room.coordinator.take("client.c", ["use", 2, ["multiLock", "m", null, ["acquire", ["q"]]], null]);
        expect(room.replies.slice(before).map(([to, number, [kind]]) => [to, number, kind])).to.deep.equal([
          ["client.c", 1, "granted"],
          ["client.c", 2, "granted"],
        ]);
        room.coordinator.vacate("client.c", true);
        // What is left are values, items and flags, which belong to nobody.
        room.coordinator.take("client.c", ["use", 3, ["variable", "p", null, ["delete"]], null]);
        room.coordinator.take("client.c", ["use", 4, ["event", "p", null, ["clear"]], null]);
        room.coordinator.take("client.c", ["use", 5, ["queue", "p", null, ["get", null]], null]);
        room.coordinator.vacate("client.c", true);
        room.coordinator.take("client.c", ["survey", 6]);
        expect(room.replies.at(-1)).to.deep.equal(["client.c", 6, ["primitives", []]]);
        expect([...room.pins]).to.deep.equal([]);
        expect(room.log).to.deep.equal([]);
      }),
      { numRuns: RUNS },
    );
  });
});
