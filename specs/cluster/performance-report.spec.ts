import { expect } from "chai";
import { getClient, performanceReport } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { dataIn, Folder } from "../support/report.ts";

function grind(ms: number): number {
  const end = Date.now() + ms;
  let turns = 0;
  while (Date.now() < end) turns++;
  return turns;
}

const fill = (size: number): Uint8Array => new Uint8Array(size);
const sizeOf = (bytes: Uint8Array): number => bytes.length;

describeOnEachBus("a performance report", { workers: 2 }, (shared) => {
  let folder: Folder;

  before(async () => {
    folder = await Folder.make();
  });

  after(() => folder.remove());

  it("tells what the cluster did during some work, and gives what that gives", async () => {
    const { client } = shared;
    const [one = "", other = ""] = client.workers().map(({ name }) => name);
    await client.submit(grind, 1);
    const filename = folder.file("report.html");
    const work = async () => {
      const bytes = client.options({ workers: [one] }).submit(fill, 200_000);
      const size = client.options({ workers: [other] }).submit(sizeOf, bytes);
      await client.gather(client.map(grind, [400, 401, 402]));
      return size;
    };
    const size: number = await performanceReport(filename, work, { client });
    expect(size).to.equal(200_000);
    const { profile, stretch } = await dataIn(filename);
    expect(profile.root.children.map(({ name }) => name)).to.include("grind");
    const done = new Map(stretch?.functions.map((each) => [each.name, each.done]));
    expect(done.get("grind"), "of the one before nothing counts").to.equal(3);
    expect([done.get("fill"), done.get("sizeOf")]).to.deep.equal([1, 1]);
    const tasks = stretch?.spans.filter(({ kind }) => kind === "task").map(({ name }) => name);
    expect(tasks?.toSorted()).to.deep.equal(["fill", "grind", "grind", "grind", "sizeOf"]);
    const [move] = stretch?.spans.filter(({ kind }) => kind === "transfer") ?? [];
    expect([move?.name, move?.worker]).to.deep.equal([one, other]);
    expect(move?.bytes).to.be.at.least(200_000);
    expect(stretch?.workers.map(({ name }) => name)).to.have.members([one, other]);
    expect(stretch?.loads.some(({ cpu, memory }) => cpu !== null && memory !== null && memory > 0)).to.equal(
      true,
    );
    expect([stretch?.failure, stretch?.gaps]).to.deep.equal([null, []]);
  });

  it("is written when the work fails, too, with whose error the call rejects", async () => {
    const filename = folder.file("failed.html");
    const work = () => {
      throw new RangeError("</script>too far");
    };
    const failing = performanceReport(filename, work, { client: shared.client });
    expect(await failureOf(failing)).to.be.instanceOf(RangeError);
    expect((await dataIn(filename)).stretch?.failure).to.equal("RangeError: </script>too far");
  });

  it("is about the client that is open, in a task that of the task; where there are several one is to be named", async () => {
    const inside = async (filename: string): Promise<number> => {
      const { performanceReport } = await import("troupe");
      return performanceReport(filename, () => getClient().submit((x: number) => x + 1, 1));
    };
    const filename = folder.file("inside.html");
    expect(await shared.client.submit(inside, filename)).to.equal(2);
    expect((await dataIn(filename)).stretch?.cluster).to.equal("default");
    await shared.join();
    const error = await failureOf(performanceReport(filename, () => 1));
    expect(error.message).to.include('"client"');
  });

  it("refuses what cannot be", async () => {
    const { client } = shared;
    const fail = async (...args: readonly unknown[]) =>
      (await failureOf(Reflect.apply(performanceReport, undefined, args) as Promise<unknown>)).message;
    expect(await fail("report.pdf", () => 1, { client })).to.include('"filename"');
    expect(await fail("report.html", 1, { client })).to.include('"work"');
    expect(await fail("report.html", () => 1, { client: {} })).to.include('"client"');
    expect(await fail("report.html", () => 1, { client, seconds: 1 })).to.include('no option "seconds"');
  });
});
