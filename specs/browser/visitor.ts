import { expect } from "chai";
import type { Browser, Locator, Page } from "playwright-core";

/** How somebody looks at the page. */
export interface Looks {
  readonly theme?: "light" | "dark";
  /** Of the window, in px; default 1200. */
  readonly width?: number;
  /** Lets scripts of a spec in, which the page itself does not. */
  readonly bypassCSP?: boolean;
}

/** Ms within which what is waited for must be seen. */
const PATIENCE = 30_000;

/** Somebody who looks at a dashboard, and hears what the browser complains of. */
export class Visitor {
  readonly page: Page;
  readonly url: string;
  /** Errors and warnings in the console, failed scripts, and requests to anywhere else. */
  readonly complaints: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
    this.url = url;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(new URL(url).origin)) this.complaints.push(`asks for ${request.url()}`);
    });
  }

  static async open(
    browser: Browser,
    url: string,
    { theme = "light", width = 1200, bypassCSP = false }: Looks = {},
  ) {
    const viewport = { width, height: 800 };
    return new Visitor(await browser.newPage({ viewport, colorScheme: theme, bypassCSP }), url);
  }

  /** Goes to a view, such as `workers` or `task/add-1`, and waits until it shows something. */
  async go(view: string): Promise<void> {
    await this.page.goto(`${this.url}#/${view}`);
    await this.page.locator("#view .panel").first().waitFor();
  }

  find(selector: string): Locator {
    return this.page.locator(selector);
  }

  /** Waits until some element of that kind has the text. */
  async reads(selector: string, text: string | RegExp): Promise<void> {
    await this.page.locator(selector).filter({ hasText: text }).first().waitFor({ state: "attached" });
  }

  /** Waits until there are so many elements of that kind. */
  async counts(selector: string, number: number): Promise<void> {
    const all = this.page.locator(selector);
    if (number === 0) return void (await all.first().waitFor({ state: "detached" }));
    await all.nth(number - 1).waitFor({ state: "attached" });
    await all.nth(number).waitFor({ state: "detached" });
  }

  /** Asks the page frame by frame until an expression comes to something. */
  async until<T>(expression: string): Promise<T> {
    for (;;) {
      const value = (await this.page.evaluate(expression)) as T | null | false;
      if (value !== null && value !== false) return value;
      await this.page.evaluate("new Promise((next) => requestAnimationFrame(next))");
    }
  }

  /** The texts of the cells of a row, by what is in its first. */
  async row(first: string): Promise<readonly string[]> {
    const row = this.page.locator("tbody tr").filter({ has: this.page.locator("th", { hasText: first }) });
    await row.first().waitFor();
    return (await row.first().locator("th, td").allInnerTexts()).map((text) => text.trim());
  }

  /** Leaves; fails where the browser complained of anything. */
  async leave(): Promise<void> {
    await this.page.close();
    expect(this.complaints).to.eql([]);
  }
}
