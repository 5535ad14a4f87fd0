import { expect } from "chai";
import { busyOfAll, busyThreads } from "../../../src/dashboard/page/model/occupancy.ts";
import { MadeUpSource, worker } from "../made-up.ts";

describe("Threads with work", () => {
  it("are those that run something, and those for which something was sent", () => {
    const busy = (running: number, queued: number) =>
      busyThreads({ ...worker("ann"), threads: 4, running, queued });
    expect([busy(0, 0), busy(2, 0), busy(1, 2), busy(2, 100), busy(5, 0)]).to.eql([0, 2, 3, 4, 4]);
  });

  it("are counted of the whole cluster in the same way", async () => {
    const now = { ...(await new MadeUpSource().now()), workers: { total: 2, threads: 4, running: 1 } };
    expect(busyOfAll({ ...now, tasks: { running: 1, assigned: 2, queued: 7 } })).to.equal(3);
    expect(busyOfAll({ ...now, tasks: { assigned: 9 } })).to.equal(4);
    expect(busyOfAll({ ...now, tasks: {} })).to.equal(0);
  });
});
