import { expect } from "chai";
import { Client, getClient, LocalCluster } from "troupe";
import { startNatsServer } from "../../src/bus/server.ts";
import { Observer } from "../../src/client/observer/observer.ts";
import type {
  ActorView,
  FailureView,
  FunctionView,
  GraphView,
  NowView,
  PrimitiveView,
  SpanView,
  StatusView,
  StreamView,
  SystemView,
  TaskView,
} from "../../src/client/observer/views.ts";
import { Dashboard } from "../../src/dashboard/dashboard.ts";
import { describeOnEachBus } from "../support/clusters.ts";
import { startScheduler } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { Page, visit } from "./visit.ts";

/** A view of which a page is told, as soon as it is so. */
async function seen<View>(page: Page, event: string, wanted: (view: View) => boolean): Promise<View> {
  for (;;) {
    const view: View = JSON.parse(await page.next(event));
    if (wanted(view)) return view;
  }
}

/** The same of a page of its own. */
async function shown<View>(url: string, event: string, wanted: (view: View) => boolean): Promise<View> {
  const page = await Page.open(url, `views=${event}`);
  const view = await seen(page, event, wanted);
  page.close();
  return view;
}

/** How a function stands, as soon as it is so. */
async function told(page: Page, name: string, wanted: (view: FunctionView) => boolean): Promise<unknown> {
  const find = ({ functions }: NowView) => functions.find((one) => one.name === name);
  const now = await seen<NowView>(page, "now", (view) => {
    const found = find(view);
    return found !== undefined && wanted(found);
  });
  return find(now);
}

describeOnEachBus("the dashboard of a cluster", { workers: 2, dashboard: 0 }, (shared) => {
  const urlOf = (client: Client) => client.dashboardUrl ?? expect.fail("There is no dashboard.");

  it("is where cluster and client say", () => {
    expect(shared.client.dashboardUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(shared.cluster.dashboardUrl).to.equal(shared.client.dashboardUrl);
  });

  it("is a page that loads nothing from elsewhere", async () => {
    const { status, headers, body } = await visit(urlOf(shared.client), "/");
    expect(status).to.equal(200);
    expect(headers["content-type"]).to.equal("text/html; charset=utf-8");
    const parts = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(parts.some((path) => path.endsWith(".js"))).to.equal(true);
    for (const path of parts) {
      const part = await visit(urlOf(shared.client), new URL(path, urlOf(shared.client)).pathname);
      expect(part.status, path).to.equal(200);
    }
  });

  it("tells the sums of what is done as it is done", async () => {
    const page = await Page.open(urlOf(shared.client), "views=now");
    const { client } = shared;
    const fine = client.options({ name: "fine" }).map((x: number) => x + 1, [1, 2, 3, 4, 5]);
    const bad = client.options({ name: "bad" }).submit((text: string) => JSON.parse(text) as number, "{");
    await client.gather(fine);
    await failureOf(bad);
    expect(await told(page, "fine", ({ done }) => done === 5)).to.include({
      pending: 0,
      running: 0,
      failed: 0,
    });
    expect(await told(page, "bad", ({ failed }) => failed === 1)).to.include({ done: 0 });
    page.close();
  });

  it("gives the same as JSON, and to Prometheus", async () => {
    const url = urlOf(shared.client);
    const { body } = await visit(url, "/api/now.json");
    const now: NowView = JSON.parse(body);
    expect(now).to.include({ cluster: "default", scheduler: "leading", clients: 1 });
    expect(now.workers).to.include({ total: 2, threads: 2 });
    const workers = JSON.parse((await visit(url, "/api/workers.json")).body);
    expect(workers.map(({ name }: { name: string }) => name)).to.have.members(["worker-0", "worker-1"]);
    const metrics = await visit(url, "/metrics");
    expect(metrics.body).to.include("\ntroupe_workers 2\n");
    expect(metrics.body).to.match(/^troupe_worker_memory_bytes\{worker="worker-0"\} \d{7,}$/m);
    expect((await visit(url, "/health")).status).to.equal(200);
  });

  it("tells what took time on which worker, also to a page that comes again", async () => {
    const { client } = shared;
    const url = urlOf(client);
    const timed = ({ kind, name }: SpanView) => kind === "task" && name === "timed";
    const sees = async (page: Page) =>
      (await seen<StreamView>(page, "stream", ({ spans }) => spans.some(timed))).spans.find(timed);
    const first = await Page.open(url, "views=stream");
    const firstly = sees(first);
    // Workers tell of what ends once they have heard that somebody looks.
    const impure = client.options({ name: "timed", pure: false });
    const state = { seen: false };
    void firstly.then(() => {
      state.seen = true;
    });
    while (!state.seen) await impure.submit((x: number) => x + 1, 1);
    expect((await firstly)?.worker).to.match(/^worker-[01]$/);
    first.close();
    const again = await Page.open(url, "views=stream");
    expect(await sees(again)).to.include({ outcome: "done" });
    again.close();
  });

  it("knows what a task failed of, and how it came to that", async () => {
    const { client } = shared;
    const url = urlOf(client);
    const doomed = client.options({ name: "doomed" }).submit((text: string) => {
      throw new RangeError(text);
    }, "<b>not like this</b>");
    await failureOf(doomed);
    const failures = await shown<FailureView[]>(url, "failures", (views) =>
      views.some(({ key }) => key === doomed.key),
    );
    const failure = failures.find(({ key }) => key === doomed.key);
    expect(failure).to.include({ name: "doomed" });
    expect(failure?.error).to.include("<b>not like this</b>");
    const path = `/api/tasks/${encodeURIComponent(doomed.key)}.json`;
    const task: TaskView = JSON.parse((await visit(url, path)).body);
    expect(task).to.include({ key: doomed.key, phase: "failed" });
    expect(task.story.at(-1)).to.include({ state: "failed", worker: failure?.worker });
    expect((await visit(url, "/api/tasks/nothing-like-it.json")).body).to.equal("null");
  });

  it("shows what is under way, and what it hangs on", async () => {
    const { client } = shared;
    const event = client.event("begin");
    const first = client.options({ name: "first", pure: false }).submit(async () => {
      await getClient().event("begin").wait();
      return 1;
    });
    const second = client.options({ name: "second", pure: false }).submit((x: number) => x + 1, first);
    const graph = await shown<GraphView>(urlOf(client), "graph", ({ edges }) => edges.length > 0);
    expect(graph.nodes.map(({ name }) => name)).to.have.members(["first", "second"]);
    expect(graph.edges).to.deep.equal([[first.key, second.key]]);
    await event.set();
    expect(await second).to.equal(2);
  });

  it("tries a task again, where that is allowed", async () => {
    const { client, cluster } = shared;
    const open = () => Observer.join(cluster, { name: "dashboard" });
    const dashboard = await Dashboard.start({ port: 0, open, control: true, warn: () => {} });
    const fragile = async () => {
      if (!(await getClient().event("mended").isSet())) throw new Error("It is broken.");
      return "whole";
    };
    const future = client.options({ name: "fragile", pure: false }).submit(fragile);
    await failureOf(future);
    const headers = { "content-type": "application/json" };
    const again = (url: string, key: string) =>
      visit(url, "/api/retry", { method: "POST", headers, body: JSON.stringify({ key }) });
    await client.event("mended").set();
    expect((await again(urlOf(client), future.key)).status).to.equal(403);
    expect((await again(dashboard.url, "nothing-like-it")).status).to.equal(409);
    const page = await Page.open(dashboard.url, "views=now");
    expect((await again(dashboard.url, future.key)).status).to.equal(200);
    expect(await told(page, "fragile", ({ done }) => done === 1)).to.include({ pending: 0, running: 0 });
    page.close();
    await dashboard.close();
    expect(await future.result()).to.equal("whole");
  });

  it("shows actors, primitives, and the machines that the cluster is made of", async () => {
    const { client } = shared;
    const url = urlOf(client);
    class Counter {
      n = 0;
      increment() {
        return ++this.n;
      }
    }
    const counter = await client.actor(Counter);
    await counter.increment();
    await client.queue<number>("jobs").put(1);
    const actors = await shown<ActorView[]>(url, "actors", ({ length }) => length > 0);
    expect(actors[0]).to.include({ form: "class", type: "Counter" });
    const key = encodeURIComponent(String(actors[0]?.key));
    expect((await visit(url, `/api/charts/${key}.json`)).body).to.equal("null");
    const isJobs = ({ kind, name }: PrimitiveView) => kind === "queue" && name === "jobs";
    const primitives = await shown<PrimitiveView[]>(url, "coordination", (views) => views.some(isJobs));
    expect(primitives.find(isJobs)).to.include({ size: 1, waiting: 0 });
    const system = await shown<SystemView>(url, "system", ({ workers }) => "running" in workers);
    expect(system.scheduler.current).to.deep.equal(["leading"]);
  });
});

describe("a cluster's dashboard", () => {
  it("ends with the cluster", async () => {
    const client = await Client.local({ bus: "memory", workers: 1, dashboard: 0 });
    const url = client.dashboardUrl ?? "";
    const page = await Page.open(url, "views=now");
    await page.next("now");
    await client.close();
    expect(await failureOf(visit(url, "/health"))).to.include({ code: "ECONNREFUSED" });
  });

  it("is not there unless it is wanted", async () => {
    await using cluster = await LocalCluster.start({ bus: "memory", workers: 0 });
    expect(cluster.dashboardUrl).to.equal(null);
    await using client = await Client.connect(cluster);
    expect(client.dashboardUrl).to.equal(null);
  });

  it("is served by a scheduler, and goes on with the next one when that dies", async () => {
    const nats = await startNatsServer();
    try {
      await using first = await startScheduler(nats.url);
      const open = () => Observer.join(nats.url, { timeout: 1500 });
      const dashboard = await Dashboard.start({ port: 0, open, warn: () => {} });
      const page = await Page.open(dashboard.url, "views=now");
      const { epoch }: NowView = JSON.parse(await page.next("now"));
      first.kill("SIGKILL");
      await first.ended;
      await seen<StatusView>(page, "status", ({ answers }) => !answers);
      expect((await visit(dashboard.url, "/health")).status).to.equal(503);
      await using _second = await startScheduler(nats.url);
      await seen<StatusView>(page, "status", ({ answers }) => answers);
      expect(JSON.parse(await page.next("now")).epoch).to.be.above(epoch);
      page.close();
      await dashboard.close();
    } finally {
      await nats.close();
    }
  });
});
