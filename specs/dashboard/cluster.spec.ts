import { expect } from "chai";
import { Client, LocalCluster } from "troupe";
import { startNatsServer } from "../../src/bus/server.ts";
import { Observer } from "../../src/client/observer.ts";
import type { FunctionView, NowView, StatusView } from "../../src/client/views.ts";
import { Dashboard } from "../../src/dashboard/dashboard.ts";
import { describeOnEachBus } from "../support/clusters.ts";
import { startScheduler } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { Page, visit } from "./visit.ts";

/** What a page is told of a function, as soon as that is so. */
async function told(
  page: Page,
  name: string,
  wanted: (view: FunctionView) => boolean,
): Promise<FunctionView> {
  for (;;) {
    const now: NowView = JSON.parse(await page.next("now"));
    const view = now.functions.find((one) => one.name === name);
    if (view !== undefined && wanted(view)) return view;
  }
}

/** Resolves when a page is told that things stand so. */
async function saying(page: Page, wanted: (status: StatusView) => boolean): Promise<void> {
  while (!wanted(JSON.parse(await page.next("status"))));
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
    expect((await visit(url, "/health")).status).to.equal(200);
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
      const open = () => Observer.join(nats.url, { timeout: 500 });
      const dashboard = await Dashboard.start({ port: 0, open, warn: () => {} });
      const page = await Page.open(dashboard.url, "views=now");
      const { epoch }: NowView = JSON.parse(await page.next("now"));
      first.kill("SIGKILL");
      await first.ended;
      await saying(page, ({ answers }) => !answers);
      expect((await visit(dashboard.url, "/health")).status).to.equal(503);
      await using _second = await startScheduler(nats.url);
      await saying(page, ({ answers }) => answers);
      expect(JSON.parse(await page.next("now")).epoch).to.be.above(epoch);
      page.close();
      await dashboard.close();
    } finally {
      await nats.close();
    }
  });
});
