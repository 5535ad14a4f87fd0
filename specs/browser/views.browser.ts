import { expect } from "chai";
import type { Browser } from "playwright-core";
import { Dashboard } from "../../src/dashboard/dashboard.ts";
import { BAR } from "./bar.ts";
import { launch } from "./browser.ts";
import { MARKUP, Showcase } from "./showcase.ts";
import { Visitor } from "./visitor.ts";

describe("The views of the dashboard", () => {
  let browser: Browser;
  let source: Showcase;
  let dashboard: Dashboard;
  let visitor: Visitor;

  before(async () => {
    browser = await launch();
  });

  beforeEach(async () => {
    source = new Showcase();
    dashboard = await Dashboard.start({ port: 0, control: true, open: async () => source, warn: () => {} });
    visitor = await Visitor.open(browser, dashboard.url);
  });

  afterEach(async () => {
    try {
      await visitor.leave();
    } finally {
      await dashboard.close();
    }
  });

  after(() => browser.close());

  it("show now: sums, progress of each function, rate, and workers", async () => {
    await visitor.go("now");
    const sums = { done: "7,209", running: "8", pending: "2,135", failed: "12", cancelled: "12" };
    for (const [phase, sum] of Object.entries(sums))
      await visitor.reads(`[data-phase=${phase}] b`, new RegExp(`^${sum}$`));
    expect(await visitor.row("checkLinks")).to.eql([
      "checkLinks",
      "",
      "2,410",
      "4",
      "1,240",
      "0",
      "12",
      "3.1 ms",
    ]);
    await visitor.reads(".figures", /leading\s*4 workers\s*6\/8 threads\s*2 clients\s*[\d,.]+\/s/);
    await visitor.counts("[data-worker]", 4);
    await visitor.reads("[data-worker=worker-2]", "2/2 threads");
    await visitor.reads(".reasons", "No worker has the resource gpu=1.");
    await visitor.counts(".plot canvas", 2);
  });

  it("show the task stream, in which one moves by wheel, pointer and keys", async () => {
    await visitor.go("stream");
    const stream = visitor.find("canvas.stream");
    await visitor.counts('canvas.stream[aria-label$="in 12 lanes"]', 1);
    await visitor.until(BAR);
    await visitor.reads("tbody th", "transfers");
    const follow = visitor.find("button").filter({ hasText: "Follow" });
    expect(await follow.getAttribute("aria-pressed")).to.equal("true");
    await stream.hover();
    await visitor.page.mouse.wheel(0, -300);
    await visitor.page.mouse.wheel(80, 0);
    await visitor.counts('button[aria-pressed=false]:text("Follow")', 1);
    await stream.focus();
    await visitor.page.keyboard.press("End");
    await visitor.counts('button[aria-pressed=true]:text("Follow")', 1);
    await visitor.page.keyboard.press(".");
    await visitor.counts(".span-line a", 1);
    const key = await visitor.find(".span-line a").textContent();
    await visitor.page.keyboard.press("Enter");
    await visitor.reads("h2", key ?? "");
  });

  it("show a task where its bar is clicked", async () => {
    await visitor.go("stream");
    await visitor.find("canvas.stream").press("ArrowLeft");
    await visitor.counts('button[aria-pressed=false]:text("Follow")', 1);
    const place = await visitor.until<{ x: number; y: number; name: string }>(BAR);
    await visitor.find("canvas.stream").click({ position: place });
    await visitor.reads("h2", `${place.name}-`);
    await visitor.reads("h2", "Story");
  });

  it("show the graph: each task by its state, or all of a function as one", async () => {
    await visitor.go("graph");
    const { nodes } = await source.graph();
    await visitor.counts("[data-node]", nodes.length);
    for (const { id, tasks } of nodes) {
      const node = visitor.find(`[data-node="${id}"]`);
      expect(await node.getAttribute("data-phase"), id).to.equal(Object.keys(tasks)[0]);
    }
    await visitor.page.getByLabel("By function").check();
    await visitor.counts("[data-node]", 6);
    await visitor.reads("[data-node=mergeFindings] title", "5 pending");
    await visitor.page.getByLabel("By function").uncheck();
    await visitor.find('[data-node="checkProse-1"]').click();
    await visitor.reads("h2", /^checkProse-1$/);
  });

  it("show workers, in the order that is asked for", async () => {
    await visitor.go("workers");
    await visitor.counts("tbody tr", 4);
    expect((await visitor.row("worker-3")).slice(1, 8)).to.eql([
      "open",
      "0/2",
      "1.1",
      "191 MiB",
      "0",
      "360",
      "8.6 MiB",
    ]);
    await visitor.page.getByRole("button", { name: "CPU" }).click();
    await visitor.reads("tbody tr:first-child", "worker-1");
    await visitor.counts("th[aria-sort=descending]", 1);
    await visitor.page.getByRole("button", { name: "CPU" }).click();
    await visitor.reads("tbody tr:first-child", "worker-0");
    await visitor.page.getByPlaceholder("Name, host or state").fill("paused");
    await visitor.counts("tbody tr", 1);
  });

  it("show a thousand workers in pages", async () => {
    source.workerViews = new Showcase(1000).workerViews;
    await visitor.go("workers");
    await visitor.counts("tbody tr", 50);
    await visitor.reads(".pager", "1–50 of 1,000");
    await visitor.page.getByRole("button", { name: "Next" }).click();
    await visitor.reads("tbody tr:first-child", "worker-50");
    await visitor.page.getByPlaceholder("Name, host or state").fill("worker-987");
    await visitor.counts("tbody tr", 1);
    await visitor.go("now");
    await visitor.counts(".cell", 1000);
  });

  it("let go of a worker that is gone", async () => {
    await visitor.go("workers");
    await visitor.counts("tbody tr", 4);
    source.workerViews = source.workerViews.slice(1);
    await visitor.counts("tbody tr", 3);
    expect(await visitor.find("tbody").textContent()).not.to.include("worker-0");
  });

  it("show actors, and of a machine the state it is in as that changes", async () => {
    await visitor.go("actors");
    expect(await visitor.row("requests")).to.eql([
      "requests",
      "Counter",
      "class",
      "worker-0",
      "10,412",
      "3",
      "1",
    ]);
    await visitor.find("a").filter({ hasText: "crossing" }).click();
    await visitor.counts('[data-state=green][data-lit="true"]', 1);
    await visitor.counts('[data-lit="true"]', 1);
    await visitor.reads(".events li:first-child", "TIMER");
    source.light = "red";
    await visitor.counts('[data-state="red.walk"][data-lit="true"]', 1);
    await visitor.counts('[data-state=green][data-lit="false"]', 1);
  });

  it("show who holds what and who waits", async () => {
    await visitor.go("coordination");
    const rows = await visitor.find("tbody tr").allInnerTexts();
    const cells = rows.map((row) => row.split(/\s*\t\s*|\n+/).filter((cell) => cell !== ""));
    expect(cells).to.deep.include([
      "lock",
      "db",
      "held",
      "–",
      "client.a1",
      "14",
      "client.b2",
      "worker.w2",
      "and 12 more",
    ]);
    expect(cells).to.deep.include(["queue", "jobs", "open", "37/100", "–", "0", "–"]);
    expect(cells).to.have.length(6);
  });

  it("show the machines of the cluster itself, lit", async () => {
    await visitor.go("system");
    await visitor.counts('[data-state=leading][data-lit="true"]', 1);
    await visitor.reads('[data-state=running][data-lit="true"]', "running 3");
    await visitor.reads('[data-state=paused][data-lit="true"]', "paused 1");
    await visitor.reads('[data-state=memory][data-lit="true"]', "memory 7,209");
    await visitor.counts('[data-state=forgotten][data-lit="false"]', 1);
  });

  it("show failures, and have one run again", async () => {
    await visitor.go("failures");
    await visitor.counts(".failure", 2);
    await visitor.reads(".failure:first-child .error", "SyntaxError: Unexpected token");
    await visitor.find(".failure:first-child summary").click();
    await visitor.reads(".failure:first-child pre", "at runBlock (tasks.ts:41:12)");
    await visitor.find(".failure:first-child button").click();
    await visitor.reads(".failure:first-child .retry", "runs again");
    expect(source.retried).to.eql(["runBlock-7"]);
  });

  it("show a task with its story, its failure, and what it hangs on", async () => {
    await visitor.go("task/runBlock-7");
    await visitor.counts("tbody tr", 4);
    const last = (await visitor.find("tbody tr").last().locator("td").allInnerTexts()).map((text) =>
      text.trim(),
    );
    expect(last).to.eql(["310 ms", "failed", "erred", "1", "worker-1", "the function threw"]);
    await visitor.reads(".error", "SyntaxError");
    await visitor.find(".keys a").filter({ hasText: "summarize-0" }).click();
    await visitor.reads("h2", /^summarize-0$/);
  });

  it("say of a task that nobody knows that it is not known", async () => {
    await visitor.go("task/nobody-1");
    await visitor.reads(".empty", "No such task is known.");
    await visitor.go("task/no key");
    await visitor.reads(".empty", "No such task is known.");
  });

  it("show names and errors of others as text", async () => {
    for (const view of ["now", "actors", "failures"]) {
      await visitor.go(view);
      await visitor.reads("#view", MARKUP);
    }
    expect(await visitor.page.title()).to.equal("troupe");
    await visitor.counts("#view img", 0);
  });
});
