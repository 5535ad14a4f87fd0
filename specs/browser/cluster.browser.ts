import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Browser } from "playwright-core";
import { Client, type Future, getClient, LocalCluster, remoteModule } from "troupe";
import { markdownFiles } from "../../examples/evolving-workflow/files.ts";
import { Progress } from "../../examples/evolving-workflow/progress.ts";
import { parseFile } from "../../examples/evolving-workflow/tasks.ts";
import { byCompletion } from "../../examples/evolving-workflow/ways.ts";
import type {
  ActorView,
  FailureView,
  NowView,
  PrimitiveView,
  StreamView,
  SystemView,
  TaskView,
  WorkerView,
} from "../../src/client/observer/views.ts";
import { count } from "../../src/dashboard/page/model/format.ts";
import { beginTypeScript, endTypeScript } from "../support/typescript.ts";
import { launch } from "./browser.ts";
import { Visitor } from "./visitor.ts";

const machines = remoteModule<typeof import("../support/machines.ts")>(
  new URL("../support/machines.ts", import.meta.url),
);
const FILES = 8;
const MARKUP = "<img/src=x/onerror=alert(1)>";

class Counter {
  n = 0;
  increment(): number {
    return ++this.n;
  }
}

/** Says nothing. */
class Silent extends Progress {
  override done(): void {}
}

describe("The dashboard of a cluster that has run the evolving workflow", () => {
  let browser: Browser;
  let cluster: LocalCluster;
  let client: Client;
  let visitor: Visitor;
  /** How many items there were to examine, each once. */
  let items: number;

  before(async () => {
    beginTypeScript();
    browser = await launch();
    cluster = await LocalCluster.start({ workers: 2, threads: 2, bus: "nats", dashboard: 0 });
    client = await Client.connect(cluster);
    visitor = await Visitor.open(browser, cluster.dashboardUrl ?? "");
    // Spans are kept from the first look on.
    await visitor.go("stream");
    const files = await markdownFiles(fileURLToPath(new URL("../../node_modules", import.meta.url)), FILES);
    const found = (await Promise.all(files.map(parseFile))).flat();
    items = new Set(found.map((item) => JSON.stringify(item))).size;
    await byCompletion(client, files, new Silent("", 0));
  });

  after(async () => {
    await browser?.close();
    await client?.close();
    await cluster?.close();
    endTypeScript();
  });

  async function told<T>(view: string): Promise<T> {
    return (await (await fetch(`${cluster.dashboardUrl}api/${view}.json`)).json()) as T;
  }

  it("counts what was run, and shows the figures that programs are told", async () => {
    await visitor.go("now");
    await visitor.reads("tbody tr", new RegExp(`^examine${count(items)}000`));
    await visitor.reads("tbody tr", new RegExp(`^parseFile${FILES}000`));
    const { functions, workers } = await told<NowView>("now");
    expect(functions.map(({ name, done }) => [name, done])).to.have.deep.members([
      ["examine", items],
      ["parseFile", FILES],
    ]);
    await visitor.reads("[data-phase=done] b", new RegExp(`^${count(items + FILES)}$`));
    await visitor.reads(".figures", `${workers.total} workers`);
    await visitor.reads(".figures", `0/${workers.threads} threads`);
    await visitor.counts("[data-worker]", 2);
  });

  it("has a bar for every task that a thread ran", async () => {
    await visitor.go("stream");
    const bars = (name: string, number: number) =>
      visitor.reads("tbody tr", new RegExp(`^${name}task${count(number)}0`));
    await bars("examine", items);
    await bars("parseFile", FILES);
    const { spans } = await told<StreamView>("stream");
    expect(spans.filter(({ kind, name }) => kind === "task" && name === "examine")).to.have.length(items);
    expect(new Set(spans.map(({ worker }) => worker))).to.eql(new Set(["worker-0", "worker-1"]));
  });

  it("loses nothing by a reload", async () => {
    await visitor.page.reload();
    await visitor.reads("tbody tr", new RegExp(`^examinetask${count(items)}0`));
    await visitor.go("now");
    await visitor.reads("[data-phase=done] b", new RegExp(`^${count(items + FILES)}$`));
  });

  it("shows each worker with its figures", async () => {
    await visitor.go("workers");
    for (const worker of await told<WorkerView[]>("workers")) {
      const [name, state, threads, cpu, memory, queued, results] = await visitor.row(worker.name);
      expect([name, state, threads, queued, results]).to.eql([
        worker.name,
        "open",
        "0/2",
        "0",
        count(worker.results),
      ]);
      expect(cpu).to.match(/^[\d.]+$/);
      expect(memory).to.match(/ MiB$/);
    }
  });

  it("shows actors, and the statechart of a machine that lives", async () => {
    const counter = await client.options({ name: "visits" }).actor(Counter);
    for (let call = 0; call < 3; call++) await counter.increment();
    const machine = await client.spawn(machines.counting, { input: { n: 0 }, name: "even-or-odd" });
    await visitor.go("actors");
    await visitor.reads("tbody tr", /^visits.*classworker-\d300$/);
    const actors = await told<ActorView[]>("actors");
    expect(actors.map(({ name, form }) => [name, form])).to.have.deep.members([
      ["visits", "class"],
      ["even-or-odd", "machine"],
    ]);
    await visitor.find("a").filter({ hasText: "even-or-odd" }).click();
    await visitor.counts('[data-state="counting.even"][data-lit="true"]', 1);
    machine.send({ type: "add", by: 1 });
    await visitor.counts('[data-state="counting.odd"][data-lit="true"]', 1);
    await visitor.counts('[data-state="counting.even"][data-lit="false"]', 1);
    await visitor.reads(".events li:first-child", "add");
    await client.kill(machine);
    await client.kill(counter);
    await visitor.go("actors");
    await visitor.reads(".empty", "No actor lives here.");
  });

  it("shows queues and locks, with who holds them and who waits", async () => {
    const jobs = client.queue<number>("jobs", { maxSize: 10 });
    await jobs.put(1);
    await jobs.put(2);
    const lock = client.lock("db");
    const held = await lock.acquire();
    const next = lock.acquire();
    await visitor.go("coordination");
    await visitor.reads("tbody tr", /^lockdbheld/);
    await visitor.reads("tbody tr", /^queuejobs.*2\/10/);
    const told = await primitives();
    expect(told.get("lock db")).to.include({ waiting: 1 });
    const [holder] = told.get("lock db")?.holders ?? [];
    await visitor.reads("tbody tr", new RegExp(`^lockdbheld–${holder}1${holder}`));
    await held.release();
    await (await next).release();
    await jobs.get({ batch: 2 });
  });

  it("shows the machines of the cluster, lit", async () => {
    await visitor.go("system");
    await visitor.counts('[data-state=leading][data-lit="true"]', 1);
    await visitor.reads('[data-state=running][data-lit="true"]', "running 2");
    const { tasks } = await told<SystemView>("system");
    for (const [state, number] of Object.entries(tasks))
      await visitor.reads(`[data-state=${state}]`, `${state} ${count(number)}`);
  });

  it("shows what failed, as text, and its story", async () => {
    const failing = client.options({ name: MARKUP }).submit((text: string): never => {
      throw new TypeError(text);
    }, MARKUP);
    await failing.exception();
    await visitor.go("failures");
    await visitor.reads(".failure .error", `TypeError: ${MARKUP}`);
    const [failure] = await told<FailureView[]>("failures");
    expect(failure).to.include({ key: failing.key });
    await visitor.find(".failure a").filter({ hasText: failing.key }).click();
    await visitor.reads("h2", "Story");
    const { story } = await told<TaskView>(`tasks/${encodeURIComponent(failing.key)}`);
    await visitor.counts("tbody tr", story.length);
    await visitor.reads("tbody tr:last-child", /failed/);
    await visitor.counts("#view img", 0);
  });

  it("shows what is under way and what hangs on it", async () => {
    const gate = client.event("gate");
    const wait = () => getClient().event("gate").wait();
    const first = client.options({ name: "first" }).submit(wait);
    const second: Future<number> = client.options({ name: "second" }).submit((_: unknown) => 1, first);
    await visitor.go("graph");
    await visitor.reads(`[data-node="${first.key}"]`, "first");
    await visitor.reads(`[data-node="${second.key}"][data-phase=pending]`, "second");
    await visitor.counts("path.edge", 1);
    await gate.set();
    await second;
    await visitor.reads(".empty", "Nothing is under way.");
  });

  it("lets go of a worker that was killed, and shows the one that takes its place", async () => {
    const pids = await client.run(() => process.pid);
    const [victim = ""] = pids.keys();
    const address = (await told<WorkerView[]>("workers")).find(({ name }) => name === victim)?.address ?? "";
    await visitor.go("workers");
    await visitor.counts(`[title="${address}"]`, 1);
    process.kill(pids.get(victim) ?? Number.NaN, "SIGKILL");
    await visitor.counts(`[title="${address}"]`, 0);
    await visitor.counts("tbody tr", 2);
  });

  it("has the browser complain of nothing", async () => {
    await visitor.leave();
  });

  async function primitives(): Promise<ReadonlyMap<string, PrimitiveView>> {
    const all = await told<PrimitiveView[]>("coordination");
    return new Map(all.map((primitive) => [`${primitive.kind} ${primitive.name}`, primitive]));
  }
});
