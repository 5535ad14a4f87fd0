import axe from "axe-core";
import { expect } from "chai";
import type { Browser } from "playwright-core";
import { Dashboard } from "../../src/dashboard/dashboard.ts";
import { TABS } from "../../src/dashboard/page/model/route.ts";
import { launch } from "./browser.ts";
import { Showcase } from "./showcase.ts";
import { Visitor } from "./visitor.ts";

const VIEWS = [...TABS.map(([name]) => name), "task/runBlock-7", "actor/light-1"];

/** What axe found, as far as it is asked. */
interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

describe("The dashboard is for everybody", () => {
  let browser: Browser;
  let dashboard: Dashboard;

  before(async () => {
    browser = await launch();
    const source = new Showcase();
    dashboard = await Dashboard.start({ port: 0, control: true, open: async () => source, warn: () => {} });
  });

  after(async () => {
    await browser.close();
    await dashboard.close();
  });

  for (const [theme, width] of [
    ["light", 1200],
    ["dark", 375],
  ] as const) {
    it(`has no fault that axe finds, ${theme} and ${width} px wide, and is no wider than the window`, async () => {
      const visitor = await Visitor.open(browser, dashboard.url, { theme, width, bypassCSP: true });
      for (const view of VIEWS) {
        await visitor.go(view);
        await visitor.page.evaluate(axe.source);
        const { violations } = (await visitor.page.evaluate("axe.run()")) as Found;
        const faults = violations.map(
          ({ id, impact, nodes }) => `${view}: ${impact} ${id} ${nodes[0]?.html}`,
        );
        expect(faults).to.eql([]);
        expect(await visitor.page.evaluate("document.documentElement.scrollWidth"), view).to.equal(width);
      }
      await visitor.leave();
    });
  }

  it("has every view within reach of the keyboard alone", async () => {
    const visitor = await Visitor.open(browser, dashboard.url);
    await visitor.go("now");
    const { keyboard } = visitor.page;
    await keyboard.press("Tab");
    await visitor.reads(":focus", "theme");
    await keyboard.press("Tab");
    for (const [, title] of TABS) {
      await visitor.reads('[role=tab][aria-selected="true"]:focus', title);
      await visitor.find("#view .panel").first().waitFor();
      await keyboard.press("ArrowRight");
    }
    await visitor.reads('[role=tab][aria-selected="true"]:focus', "Now");
    await keyboard.press("End");
    await visitor.reads('[role=tab][aria-selected="true"]:focus', "Failures");
    await keyboard.press("Tab");
    await visitor.reads("a:focus", "runBlock-7");
    await keyboard.press("Enter");
    await visitor.reads("h2", "Story");
    await visitor.leave();
  });

  it("shows where the focus is", async () => {
    const visitor = await Visitor.open(browser, dashboard.url);
    await visitor.go("workers");
    for (let step = 0; step < 6; step++) {
      await visitor.page.keyboard.press("Tab");
      const outline = await visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      expect(outline).to.equal("solid");
    }
    await visitor.leave();
  });

  it("follows the system's theme until another is chosen, which a reload keeps", async () => {
    const visitor = await Visitor.open(browser, dashboard.url, { theme: "dark" });
    await visitor.go("now");
    const ground = () => visitor.page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    const dark = await ground();
    await visitor.page.emulateMedia({ colorScheme: "light" });
    const light = await ground();
    expect(light).not.to.equal(dark);
    await visitor.page.getByRole("button", { name: "Dark theme" }).click();
    expect(await ground()).to.equal(dark);
    await visitor.page.reload();
    await visitor.page.getByRole("button", { name: "Light theme" }).waitFor();
    expect(await ground()).to.equal(dark);
    await visitor.leave();
  });
});
