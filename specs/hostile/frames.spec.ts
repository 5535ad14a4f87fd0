import { expect } from "chai";
import fc from "fast-check";
import { encodeBatch } from "../../src/codec/batch.ts";
import { SCHEDULER } from "../../src/protocol/subjects.ts";
import { type Frame, layOut } from "../../src/runtime/frame.ts";
import { Random } from "../simulation/random.ts";
import { Office, word } from "../support/office.ts";
import { garble } from "./mutation.ts";

const RUNS = Number(process.env["RUNS"] ?? 200);

const uint32 = fc.oneof(fc.nat(4), fc.constantFrom(2 ** 31, 2 ** 32 - 1));
const session = fc.oneof(
  fc.nat(8),
  fc.constantFrom(-1, 0.5, 2 ** 53, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.constantFrom(
    encodeBatch([word("hostile")]),
    encodeBatch([]),
    encodeBatch([["submit"], word("hostile")]),
    Buffer.from("ddffffffff", "hex"),
    Buffer.alloc(1000, 0x91),
  ),
);
const frame: fc.Arbitrary<Frame> = fc.record({
  session,
  to: session,
  sequence: uint32,
  acknowledged: uint32,
  more: fc.boolean(),
  reset: fc.boolean(),
  asks: fc.boolean(),
  body,
});
const strike = fc.record({
  from: fc.constantFrom("client.bad", "client.good.x", "client", "scheduler", "bad"),
  to: fc.constantFrom(SCHEDULER, "client.good"),
  bytes: fc.oneof(
    frame.map(layOut),
    fc.tuple(frame, fc.nat()).map(([whole, seed]) => garble(layOut(whole), new Random(seed))),
    fc.uint8Array({ maxLength: 60 }),
  ),
});

describe("frames of any kind, from strangers", () => {
  it("come between nobody and those whom he speaks with", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(strike, { maxLength: 40, size: "max" }), async (strikes) => {
        const office = new Office();
        const resets: string[] = [];
        const scheduler = office.exchange(5);
        const good = office.line("client.good", (to) => resets.push(to));
        for (let i = 0; i < strikes.length; i++) {
          const { from, to, bytes } = strikes[i] as (typeof strikes)[number];
          good.post.send(SCHEDULER, word(String(i)));
          // Nobody can speak for the scheduler to a client but under its name.
          if (to === SCHEDULER || from !== SCHEDULER) office.forge(from, to, bytes);
          if (i % 3 === 0) scheduler.post.send("client.good", word(String(i)));
        }
        await office.settle();
        const heard = scheduler.heard.filter((line) => line.startsWith("client.good:"));
        expect(heard).to.deep.equal(strikes.map((_, i) => `client.good: ${i}`));
        expect(resets).to.deep.equal([]);
        for (const from of ["client.bad", "client.good.x", "client", "bad"])
          expect(scheduler.heard.filter((line) => line === `${from}: garbage`).length).to.be.at.most(1);
      }),
      { numRuns: RUNS },
    );
  });
});
