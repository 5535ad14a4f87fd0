import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { Dashboard, type DashboardOptions } from "../../src/dashboard/dashboard.ts";
import { ConnectionError } from "../../src/protocol/errors.ts";
import { failureOf } from "../support/failure.ts";
import { MadeUpSource, worker } from "./made-up.ts";
import { Page, visit } from "./visit.ts";

describe("the dashboard's server", () => {
  const open: Dashboard[] = [];
  const warnings: string[] = [];

  async function serve(source: MadeUpSource, more: Partial<DashboardOptions> = {}): Promise<Dashboard> {
    const dashboard = await Dashboard.start({
      port: 0,
      open: async () => source,
      warn: (text) => warnings.push(text),
      ...more,
    });
    open.push(dashboard);
    return dashboard;
  }

  afterEach(async () => {
    for (const dashboard of open.splice(0)) await dashboard.close();
    warnings.length = 0;
  });

  it("gives every view as JSON", async () => {
    const source = new MadeUpSource();
    const { url } = await serve(source);
    for (const name of [
      "now",
      "workers",
      "graph",
      "actors",
      "coordination",
      "system",
      "failures",
      "stream",
    ]) {
      const { status, headers, body } = await visit(url, `/api/${name}.json`);
      expect(status, name).to.equal(200);
      expect(headers["content-type"]).to.equal("application/json; charset=utf-8");
      expect(headers["cache-control"]).to.equal("no-store");
      expect(() => JSON.parse(body), name).to.not.throw();
    }
    expect(JSON.parse((await visit(url, "/api/workers.json")).body)).to.deep.equal([worker("ann")]);
  });

  it("gives the views of one key, whatever characters it has", async () => {
    const source = new MadeUpSource();
    const { url } = await serve(source);
    const key = 'a/b<i>"%2F,ü-1';
    const { body } = await visit(url, `/api/charts/${encodeURIComponent(key)}.json`);
    expect(JSON.parse(body)).to.include({ id: key });
    expect((await visit(url, `/api/tasks/${encodeURIComponent(key)}.json`)).body).to.equal("null");
    expect(source.asked.get(`task ${key}`)).to.equal(1);
  });

  it("tells a page of what it wants as events, and of spans", async () => {
    const source = new MadeUpSource();
    const { url } = await serve(source);
    const page = await Page.open(url, "views=now,workers,stream&chart=light-1&task=add-1");
    expect(JSON.parse(await page.next("status"))).to.have.property("control", false);
    expect(JSON.parse(await page.next("workers"))).to.deep.equal([worker("ann")]);
    expect(JSON.parse(await page.next("chart"))).to.include({ id: "light-1" });
    const first = JSON.parse(await page.next("now"));
    const second = JSON.parse(await page.next("now"));
    expect(second.at).to.be.above(first.at);
    source.hear({ at: 1, spans: [], dropped: 3 });
    expect(JSON.parse(await page.next("stream"))).to.deep.include({ spans: [], dropped: 3 });
    page.close();
  });

  it("is healthy while a scheduler leads", async () => {
    const source = new MadeUpSource();
    const { url } = await serve(source);
    const well = await visit(url, "/health");
    expect(well.status).to.equal(200);
    expect(JSON.parse(well.body)).to.deep.equal({
      healthy: true,
      cluster: "default",
      scheduler: "leading",
      epoch: 7,
      why: null,
    });
  });

  it("is not while it recovers, nor while none answers", async () => {
    const source = new MadeUpSource();
    source.scheduler = "recovering";
    const { url } = await serve(source);
    const recovering = await visit(url, "/health");
    expect(recovering.status).to.equal(503);
    expect(JSON.parse(recovering.body)).to.include({ healthy: false, scheduler: "recovering" });

    const lost = await serve(new MadeUpSource(), {
      open: () => Promise.reject(new ConnectionError("No scheduler answers.")),
    });
    const silent = await visit(lost.url, "/health");
    expect(silent.status).to.equal(503);
    expect(JSON.parse(silent.body)).to.deep.equal({ healthy: false, why: "No scheduler answers." });
    const now = await visit(lost.url, "/api/now.json");
    expect(now.status).to.equal(503);
    expect(JSON.parse(now.body)).to.deep.equal({ error: "No scheduler answers." });
  });

  it("takes another port where one is taken, and warns", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { url } = await serve(new MadeUpSource(), { port });
    expect(new URL(url).port).to.not.equal(String(port));
    expect(warnings).to.deep.equal([`port ${port} is taken, so the dashboard is at ${url}`]);
    expect((await visit(url, "/api/now.json")).status).to.equal(200);
    await new Promise((resolve) => other.close(resolve));
  });

  it("says what to do where it cannot be served", async () => {
    const failure = await failureOf(serve(new MadeUpSource(), { host: "192.0.2.1" }));
    expect(failure).to.be.instanceOf(ConnectionError);
    expect(failure.message).to.include("192.0.2.1").and.to.include("another port or host");
  });

  it("goes on when one who asks goes away in the midst of it", async () => {
    const { url } = await serve(new MadeUpSource(), { control: true });
    const headers = { "content-type": "application/json", "content-length": "1000" };
    const { hostname, port } = new URL(url);
    await new Promise<void>((resolve) => {
      const asking = request({ hostname, port, path: "/api/retry", method: "POST", headers });
      asking.once("error", () => resolve());
      asking.write('{ "key":', () => asking.destroy(new Error("gone")));
    });
    expect((await visit(url, "/health")).status).to.equal(200);
  });

  it("closes with pages that still listen, and lets the source go", async () => {
    const source = new MadeUpSource();
    const dashboard = await serve(source);
    const { url } = dashboard;
    const page = await Page.open(url, "views=now");
    await page.next("now");
    await dashboard.close();
    expect(source.closed).to.equal(true);
    expect(dashboard.url).to.equal(url);
    expect(await failureOf(visit(url, "/health"))).to.include({ code: "ECONNREFUSED" });
  });
});
