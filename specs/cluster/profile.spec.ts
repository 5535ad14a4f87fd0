import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { filter, firstValueFrom } from "rxjs";
import { Client, getClient, LocalCluster, type Profile, type ProfileNode, remoteModule } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { dataIn, Folder } from "../support/report.ts";

const tasks = remoteModule<typeof import("../support/tasks.ts")>(
  new URL("../support/tasks.ts", import.meta.url),
);

function churn(ms: number): number {
  const grind = (turns: number): number => {
    let sum = 0;
    for (let i = 0; i < turns; i++) sum += Math.sqrt(i);
    return sum;
  };
  const end = Date.now() + ms;
  let sum = 0;
  while (Date.now() < end) sum += grind(100_000);
  return sum;
}

function loopFor(ms: number): void {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

function loopForEver(): void {
  for (;;);
}

class Mill {
  grind(ms: number): number {
    const end = Date.now() + ms;
    let turns = 0;
    while (Date.now() < end) turns++;
    return turns;
  }
}

/** How long tasks keep their threads busy here: hundreds of samples, ms. */
const BUSY_MS = 300;

/** Among others: threads may have begun just now, and be loading what they are made of. */
const named = ({ children }: ProfileNode, name: string) => children.find((child) => child.name === name);
const names = ({ root }: Profile) => root.children.map(({ name }) => name);

describeOnEachBus("a profile", { workers: 2 }, (shared) => {
  const impure = () => shared.client.options({ pure: false });

  it("has the time of a task under its function, and of what that calls below", async () => {
    const profile = await shared.client.profile({ while: () => impure().submit(churn, BUSY_MS) });
    const task = named(profile.root, "churn");
    expect(task?.url).to.equal("troupe:churn");
    const inner = task && named(task, "grind");
    expect(inner?.self).to.be.within(1, task?.total ?? 0);
    expect(task?.total).to.be.at.most(profile.root.total);
    expect(profile.workers).to.have.members(shared.client.workers().map(({ name }) => name));
    expect(profile.threads).to.equal(2);
    expect(profile.missing).to.deep.equal([]);
  });

  it("sees a task that has begun before, and is in one long loop", async () => {
    const loop = shared.client.submit(loopForEver);
    await firstValueFrom(loop.status$.pipe(filter((status) => status === "running")));
    const profile = await shared.client.profile({ duration: 300 });
    await loop.cancel({ graceMs: 0 });
    expect(names(profile)).to.include("loopForEver");
  });

  it("has actors under their class", async () => {
    const mill = await shared.client.actor(Mill);
    const profile = await shared.client.profile({ while: () => mill.grind(BUSY_MS) });
    const actor = named(profile.root, "Mill");
    expect(actor && named(actor, "grind")?.total).to.be.above(1);
  });

  it("goes on over awaits, and has threads that begin meanwhile", async () => {
    const late = async (ms: number): Promise<number> => {
      const grind = (turns: number): number => {
        let sum = 0;
        for (let i = 0; i < turns; i++) sum += Math.sqrt(i);
        return sum;
      };
      let sum = 0;
      const end = Date.now() + ms;
      while (Date.now() < end) {
        await new Promise((resolve) => setImmediate(resolve));
        sum += grind(1_000_000);
      }
      return sum;
    };
    const profile = await shared.client.profile({
      while: async () => {
        await shared.client.restart();
        await impure().submit(late, BUSY_MS);
      },
    });
    const task = named(profile.root, "late");
    expect(task === undefined ? undefined : named(task, "grind")?.self).to.be.above(1);
  });

  it("can be about one function alone", async () => {
    const profile = await shared.client.profile({
      function: "grind",
      while: () => shared.client.gather([impure().submit(churn, BUSY_MS), impure().submit(loopFor, BUSY_MS)]),
    });
    expect(names(profile)).to.deep.equal(["grind"]);
    expect(profile.root.self).to.equal(0);
    expect(profile.root.total).to.equal(profile.root.children[0]?.total);
  });

  it("can be taken twice at a time, and inside a task", async () => {
    const inside = async (): Promise<number> => {
      const seen = await getClient().profile({ duration: 300 });
      return seen.workers.length;
    };
    const [one, other, workers] = await Promise.all([
      shared.client.profile({ interval: 500, while: () => impure().submit(churn, BUSY_MS) }),
      shared.client.profile({ interval: 2000, while: () => impure().submit(churn, BUSY_MS) }),
      impure().submit(inside),
    ]);
    expect(names(one)).to.include("churn");
    expect(names(other)).to.include("churn");
    expect(workers).to.equal(2);
  });

  it("is refused with what cannot be, and not begun when the client is closed", async () => {
    const { client } = shared;
    const fail = async (options: object) => (await failureOf(client.profile(options))).message;
    expect(await fail({ seconds: 1 })).to.include('no option "seconds"');
    expect(await fail({ filename: "profile.txt" })).to.include(".cpuprofile");
    expect(await fail({ interval: 1 })).to.include("µs");
    expect(await fail({ duration: 1, while: () => 1 })).to.include('"while"');
    const other = await shared.join();
    await other.close();
    expect(await failureOf(other.profile())).to.have.property("code", "CLOSED");
  });
});

describeOnEachBus("a profile of a module", { typescript: true, workers: 1 }, (shared) => {
  it("names functions of modules, with the line in their source", async () => {
    const profile = await shared.client.profile({ while: () => shared.client.submit(tasks.spin, BUSY_MS) });
    const spin = named(profile.root, "spin");
    const source = await readFile(new URL("../support/tasks.ts", import.meta.url), "utf8");
    const line = source.split("\n").findIndex((text) => text.includes("const spin =")) + 1;
    expect(spin?.url).to.match(/^file:.*\/specs\/support\/tasks\.ts$/);
    expect(spin?.line).to.equal(line);
  });
});

describeOnEachBus("what is written of a profile", { workers: 1 }, (shared) => {
  let folder: Folder;

  before(async () => {
    folder = await Folder.make();
  });

  after(() => folder.remove());

  it("is a .cpuprofile where the file's name says so", async () => {
    const filename = folder.file("profile.cpuprofile");
    const profile = await shared.client.profile({
      filename,
      while: () => shared.client.submit(churn, BUSY_MS),
    });
    const written = JSON.parse(await readFile(filename, "utf8"));
    const ids = new Set(written.nodes.map(({ id }: { id: number }) => id));
    expect(written.nodes[0].callFrame.functionName).to.equal("(root)");
    expect(written.samples).to.have.lengthOf(written.timeDeltas.length);
    for (const id of written.samples) expect(ids).to.include(id);
    for (const { children } of written.nodes) for (const id of children) expect(ids).to.include(id);
    const spent = (written.endTime - written.startTime) / 1000;
    expect(spent).to.be.closeTo(profile.root.total, 1 + written.nodes.length / 1000);
    const frames = written.nodes.map(({ callFrame }: { callFrame: { functionName: string } }) => callFrame);
    expect(frames.map(({ functionName }: { functionName: string }) => functionName)).to.include("grind");
  });

  it("is one page that needs nothing else where the name ends in .html", async () => {
    const filename = folder.file("profile.html");
    const profile = await shared.client.profile({
      filename,
      while: () => shared.client.submit(churn, BUSY_MS + 1),
    });
    const html = await readFile(filename, "utf8");
    expect(html)
      .not.to.match(/<(?:link|img|iframe|script[^>]*\ssrc=)/)
      .and.not.to.match(/@import|url\(/);
    expect(await dataIn(filename)).to.deep.include({
      title: "troupe profile",
      profile: JSON.parse(JSON.stringify(profile)),
    });
  });

  it("is written when the work fails, too, with whose error the call rejects", async () => {
    const filename = folder.file("failed.cpuprofile");
    const failing = shared.client.profile({
      filename,
      while: () => {
        throw new RangeError("too far");
      },
    });
    expect(await failureOf(failing)).to.be.instanceOf(RangeError);
    expect(JSON.parse(await readFile(filename, "utf8")).nodes).to.be.an("array");
  });
});

describeOnEachBus("a profile of a cluster that changes", { workers: 0 }, (shared) => {
  it("has those that come, and says who has left", async () => {
    await using cluster = await LocalCluster.start({ bus: shared.bus, workers: 1 });
    await using client = await Client.connect(cluster);
    const [first] = client.workers();
    const profile = await client.profile({
      while: async () => {
        await cluster.scale(2);
        await client.retireWorkers([first?.name ?? ""]);
        await client.submit(churn, BUSY_MS);
      },
    });
    expect(names(profile)).to.include("churn");
    expect(profile.workers).to.have.lengthOf(1).and.not.to.include(first?.name);
    expect(profile.missing.map(({ worker }) => worker)).to.deep.equal([first?.name]);
    expect(profile.missing[0]?.why).to.include("left");
  });
});
