import { expect } from "chai";
import { SimulatedCluster } from "./cluster.ts";
import { SimulatedLogs } from "./log.ts";

describe("the schedulers of a simulated cluster", () => {
  it("are led by who was elected last, though an earlier one hears after that of its own election", async () => {
    // By the dice of this seed the one that does not stand by is elected first.
    const weather = { drop: 0, repeat: 0, delay: 5 };
    const cluster = new SimulatedCluster(5, weather, new SimulatedLogs(), true);
    const first = cluster.scheduler;
    const born = first.tables.epoch;
    const told: string[] = [];
    void first.leading.then(() => told.push("leads"));
    void first.ended.then((how) => told.push(how));
    await cluster.run(() => first.tables.epoch > born, 1000);
    cluster.court.usurp(6000);
    await cluster.run(() => cluster.scheduler !== first, 6000);
    const next = cluster.scheduler;
    expect(told).to.deep.equal([]);
    await cluster.run(() => told.length === 2, 10_000);
    expect(told).to.deep.equal(["leads", "superseded"]);
    expect(cluster.scheduler.tables.epoch).to.equal(next.tables.epoch);
    expect(cluster.court.rivals).to.equal(0);
  });
});
