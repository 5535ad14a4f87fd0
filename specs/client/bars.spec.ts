import { expect } from "chai";
import { drawBars, Tally } from "../../src/client/futures/bar.ts";
import { Bars } from "../../src/client/futures/bars.ts";
import { Rate } from "../../src/client/futures/rate.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { VirtualScreen } from "../support/screen.ts";

/** Lets virtual time pass. */
function pass(clock: SimulatedClock, ms: number): void {
  let over = false;
  clock.after(ms, () => {
    over = true;
  });
  while (!over) clock.step();
}

/** Bars for so many futures of each name. */
function stage(counts: Readonly<Record<string, number>>, screen: VirtualScreen) {
  const clock = new SimulatedClock();
  const names = Object.entries(counts).flatMap(([name, count]) => Array<string>(count).fill(name));
  return { clock, screen, bars: new Bars(screen, names, clock) };
}

describe("bars of progress", () => {
  it("say how many have ended and how, how fast, and how long the rest takes", () => {
    const { bars, clock, screen } = stage({ load: 40 }, new VirtualScreen(100));
    expect(screen.lines).to.deep.equal([`${"░".repeat(40)}   0% (0 of 40)`]);
    for (let i = 0; i < 20; i++) {
      pass(clock, 100);
      bars.count("load", i === 3 ? "error" : i === 4 ? "cancelled" : "finished");
    }
    pass(clock, 100);
    const half = "█".repeat(20) + "░".repeat(20);
    expect(screen.lines).to.deep.equal([`${half}  50% (20 of 40, 1 failed, 1 cancelled) 9.6/s, 2.1 s left`]);
    for (let i = 0; i < 20; i++) bars.count("load", "finished");
    bars.end();
    const all = `${"█".repeat(40)} 100% (40 of 40, 1 failed, 1 cancelled) in 2.1 s`;
    expect(screen.lines).to.deep.equal([all, ""]);
  });

  it("have a line for each function, and one for all", () => {
    const { bars, clock, screen } = stage({ load: 4, summarise: 2 }, new VirtualScreen(60));
    for (let i = 0; i < 3; i++) bars.count("load", "finished");
    bars.count("summarise", "lost");
    pass(clock, 1000);
    expect(screen.lines).to.deep.equal([
      `load      ${"█".repeat(18)}${"░".repeat(7)}  75% (3 of 4)`,
      `summarise ${"█".repeat(12)}${"░".repeat(13)}  50% (1 of 2, 1 failed)`,
      `all       ${"█".repeat(16)}${"░".repeat(9)}  66% (4 of 6, 1 failed)`,
    ]);
    bars.end();
    expect(screen.lines).to.have.lengthOf(4);
  });

  it("have one line for what there is no room for", () => {
    const counts = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, i + 1]));
    const { screen } = stage(counts, new VirtualScreen(40, 8));
    expect(screen.lines.map((line) => line.replace(/░+ +0% /, ""))).to.deep.equal([
      "f0     (0 of 1)",
      "f1     (0 of 2)",
      "f2     (0 of 3)",
      "f3     (0 of 4)",
      "others (0 of 455)",
      "all    (0 of 465)",
    ]);
  });

  it("keep to their lines on a narrow terminal, and cut what they cannot show", () => {
    const tally = Object.assign(new Tally(), { total: 1, done: 1 });
    const lines = [60, 34, 24, 10, 2].flatMap((columns) =>
      drawBars([{ label: "", tally }], columns, "in 84 ms"),
    );
    expect(lines).to.deep.equal([
      `${"█".repeat(37)} 100% (1 of 1) in 84 ms`,
      `${"█".repeat(20)} 100% (1 of 1)`,
      `${"█".repeat(10)} 100% (1 of 1)`,
      " 100% (1 …",
      " …",
    ]);
  });

  it("show names as text, whatever these would have a terminal do", () => {
    const { screen } = stage({ "\x1b[2J": 1, 计算: 1 }, new VirtualScreen(40));
    expect(screen.lines[0]).to.match(/^\?\[2J ░/);
    expect(screen.lines[1]).to.match(/^计算 ░/);
  });
});

describe("a rate of progress", () => {
  it("is the mean at first, follows what has changed, and stays calm while ends are rare", () => {
    const early = new Rate(0);
    expect(early.update(0, 1000)).to.equal(0);
    expect(early.update(10, 2000)).to.be.within(5, 5.5);
    let ended = 10;
    let rate = 0;
    for (let at = 2100; at <= 62_000; at += 100) {
      ended += 10;
      rate = early.update(ended, at);
    }
    expect(rate).to.be.within(99, 101);
    const rare = new Rate(0);
    const rates: number[] = []; // of one a minute
    for (let at = 1000; at <= 1_200_000; at += 1000) rates.push(rare.update(Math.floor(at / 60_000), at));
    expect(Math.max(...rates.slice(600)) / Math.min(...rates.slice(600))).to.be.lessThan(1.4);
  });
});
