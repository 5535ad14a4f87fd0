import { expect } from "chai";
import { deferred } from "../../src/runtime/deferred.ts";
import { Vigil } from "../../src/runtime/vigil.ts";
import { SimulatedClock } from "../simulation/clock.ts";

/** Lets promises that can settle do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a vigil", () => {
  it("ends when its time is over and the server has answered since", async () => {
    const clock = new SimulatedClock();
    const answer = deferred<void>();
    let ended = false;
    new Vigil({ flush: () => answer.promise }, clock).after(500, () => {
      ended = true;
    });
    clock.step();
    await settle();
    expect(ended).to.equal(false);
    answer.resolve();
    await settle();
    expect(ended).to.equal(true);
  });

  it("begins again as long as the way to the server is cut", async () => {
    const clock = new SimulatedClock();
    let cut = true;
    let ended = 0;
    const flush = async () => {
      if (cut) throw new Error("cut off");
    };
    new Vigil({ flush }, clock).after(500, () => {
      ended = clock.now();
    });
    for (let i = 0; i < 3; i++) {
      clock.step();
      await settle();
    }
    expect(ended).to.equal(0);
    cut = false;
    clock.step();
    await settle();
    expect(ended).to.equal(2001);
  });

  it("that is given up never ends, also while it waits for the server", async () => {
    const clock = new SimulatedClock();
    const vigil = new Vigil({ flush: async () => {} }, clock);
    let ended = 0;
    const giveUp = vigil.after(500, () => ended++);
    clock.step();
    giveUp();
    await settle();
    vigil.after(500, () => ended++)();
    expect(clock.step()).to.equal(false);
    expect(ended).to.equal(0);
  });
});
