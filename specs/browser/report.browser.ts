import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { Client, performanceReport } from "troupe";
import { Folder } from "../support/report.ts";
import { launch } from "./browser.ts";

const EVIL = "</script><img src=x onerror=alert(1)>";

function churn(ms: number): number {
  function grind(turns: number): number {
    let sum = 0;
    for (let i = 0; i < turns; i++) sum += Math.sqrt(i);
    return sum;
  }
  const end = Date.now() + ms;
  let sum = 0;
  while (Date.now() < end) sum += grind(100_000);
  return sum;
}

describe("A written report", () => {
  let browser: Browser;
  let folder: Folder;
  const complaints: string[] = [];

  before(async () => {
    browser = await launch();
    folder = await Folder.make();
    await using client = await Client.local({ bus: "memory", workers: 2 });
    const work = async () => {
      await client.gather(client.map(churn, [300, 301, 302, 303]));
      throw new Error(EVIL);
    };
    await performanceReport(folder.file("report.html"), work, { client }).catch(() => {});
  });

  after(async () => {
    await browser.close();
    await folder.remove();
  });

  async function open(theme: "light" | "dark", width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: theme });
    const url = pathToFileURL(folder.file("report.html")).href;
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (request.url() !== url) complaints.push(`asks for ${request.url()}`);
    });
    await page.goto(url);
    await page.locator(".panel").first().waitFor();
    return page;
  }

  afterEach(() => expect(complaints.splice(0)).to.eql([]));

  it("shows tasks, stream, flame graph and load, and names for what they are", async () => {
    const page = await open("light", 1200);
    expect(await page.title()).to.equal("troupe performance report");
    expect(await page.locator(".gap", { hasText: EVIL }).count()).to.equal(1);
    const row = page.locator("section[aria-label='Tasks of each function'] tbody tr", { hasText: "churn" });
    expect(await row.locator("td").first().textContent()).to.equal("4");
    const stream = page.locator("canvas.stream");
    expect(await stream.getAttribute("aria-label")).to.match(/^Task stream: \d+ bars in \d+ lanes$/);
    await stream.press(".");
    await page.locator(".span-line b", { hasText: "churn" }).first().waitFor();
    expect(await page.locator(".uplot canvas").count()).to.equal(2);
    await page.close();
  });

  it("has a flame graph that is used by pointer and by keys", async () => {
    const page = await open("light", 1200);
    const bar = (name: string) => page.locator(`.flame [role=treeitem][aria-label^="${name},"]`).first();
    const widthOf = async (name: string) => (await bar(name).boundingBox())?.width ?? 0;
    const whole = await widthOf("(all)");
    const before = await widthOf("grind");
    expect(before).to.be.above(0).and.below(whole);
    await bar("churn").click();
    expect(await widthOf("churn")).to.equal(whole);
    expect(await widthOf("grind")).to.be.above(before);
    await page.keyboard.press("ArrowDown");
    await page.locator(".span-line b", { hasText: "grind" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await widthOf("grind")).to.be.closeTo(before, 1);
    await page.getByLabel("Find functions").fill("grind");
    expect(await bar("churn").getAttribute("class")).to.include("is-faded");
    await page.close();
  });

  for (const [theme, width] of [
    ["light", 1200],
    ["dark", 375],
  ] as const) {
    it(`has no fault that axe finds, ${theme} and ${width} px wide, and is no wider than the window`, async () => {
      const page = await open(theme, width);
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).to.eql([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).to.equal(width);
      await page.close();
    });
  }
});
