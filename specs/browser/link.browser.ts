import { expect } from "chai";
import type { Browser } from "playwright-core";
import { Dashboard } from "../../src/dashboard/dashboard.ts";
import { launch } from "./browser.ts";
import { Showcase } from "./showcase.ts";
import { Visitor } from "./visitor.ts";

describe("The dashboard's line to its server", () => {
  let browser: Browser;

  before(async () => {
    browser = await launch();
  });

  after(() => browser.close());

  function start(port: number, open: () => Promise<Showcase>): Promise<Dashboard> {
    return Dashboard.start({ port, open, warn: () => {} });
  }

  it("is said to be cut off where the server is gone, and taken up again by itself", async () => {
    const source = new Showcase();
    const first = await start(0, async () => source);
    const { port } = new URL(first.url);
    const visitor = await Visitor.open(browser, first.url);
    await visitor.go("workers");
    await visitor.counts("tbody tr", 4);
    await first.close();
    await visitor.reads(".banner", "Cut off since");
    await visitor.counts("tbody tr", 4);
    source.workerViews = source.workerViews.slice(2);
    const second = await start(Number(port), async () => source);
    await visitor.counts("tbody tr", 2);
    await visitor.counts(".banner", 0);
    await visitor.page.close();
    await second.close();
    // The browser itself complains of a server that is gone, and nothing else does.
    for (const complaint of visitor.complaints)
      expect(complaint).to.match(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/);
  });

  it("says that no scheduler answers, and goes on once one does", async () => {
    let answers = false;
    const dashboard = await start(0, async () => {
      if (answers) return new Showcase();
      throw new Error('No scheduler of cluster "default" answers: start one.');
    });
    const visitor = await Visitor.open(browser, dashboard.url);
    await visitor.page.goto(dashboard.url);
    await visitor.reads(".banner", 'No scheduler of cluster "default" answers: start one.');
    answers = true;
    await visitor.counts("[data-worker]", 4);
    await visitor.counts(".banner", 0);
    await visitor.leave();
    await dashboard.close();
  });

  it("asks for the view that is shown, and for no other", async () => {
    const dashboard = await start(0, async () => new Showcase());
    const visitor = await Visitor.open(browser, dashboard.url);
    const asked: (string | null)[] = [];
    visitor.page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/events") asked.push(searchParams.get("views"));
    });
    for (const view of ["now", "graph", "system", "task/runBlock-7"]) await visitor.go(view);
    expect(asked).to.eql(["now,workers", "now,graph", "now,system", "now"]);
    await visitor.leave();
    await dashboard.close();
  });

  it("loses nothing by a reload: neither the view nor the bars and samples from before", async () => {
    const dashboard = await start(0, async () => new Showcase());
    const visitor = await Visitor.open(browser, dashboard.url);
    await visitor.go("stream");
    const bars = () =>
      visitor.until<string>(
        `(/[1-9][0-9,]* bars/.exec(document.querySelector("canvas")?.ariaLabel ?? "") ?? [null])[0]`,
      );
    const before = Number.parseInt((await bars()).replace(",", ""), 10);
    await visitor.page.reload();
    await visitor.reads('[aria-selected="true"]', "Task stream");
    expect(Number.parseInt((await bars()).replace(",", ""), 10)).to.be.at.least(before);
    const samples = Number(await visitor.page.evaluate(`JSON.parse(sessionStorage.getItem("rate")).length`));
    expect(samples).to.be.at.least(1);
    await visitor.leave();
    await dashboard.close();
  });

  it("shows no button to try again where the server only looks on", async () => {
    const dashboard = await start(0, async () => new Showcase());
    const visitor = await Visitor.open(browser, dashboard.url);
    await visitor.go("failures");
    await visitor.counts(".failure", 2);
    await visitor.counts(".failure button", 0);
    await visitor.leave();
    await dashboard.close();
  });

  it("lets in who opens the address with the token, and keeps the token out of sight", async () => {
    const options = { port: 0, token: "a-long-secret", open: async () => new Showcase(), warn: () => {} };
    const dashboard = await Dashboard.start(options);
    expect(dashboard.url).to.match(/\?token=a-long-secret$/);
    const visitor = await Visitor.open(browser, dashboard.url);
    await visitor.page.goto(dashboard.url);
    await visitor.counts("[data-worker]", 4);
    expect(visitor.page.url()).not.to.include("secret");
    await visitor.leave();
    await dashboard.close();
  });
});
