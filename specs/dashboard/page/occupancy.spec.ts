import { expect } from "chai";
import { busyThreads } from "../../../src/dashboard/page/model/occupancy.ts";
import { worker } from "../made-up.ts";

describe("Threads with work", () => {
  it("are those that run something, and those for which something was sent", () => {
    const busy = (running: number, queued: number) =>
      busyThreads({ ...worker("ann"), threads: 4, running, queued });
    expect([busy(0, 0), busy(2, 0), busy(1, 2), busy(2, 100), busy(5, 0)]).to.eql([0, 2, 3, 4, 4]);
  });
});
