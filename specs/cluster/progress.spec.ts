import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { progress } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Terminal } from "../support/terminal.ts";

const double = (x: number) => x * 2;
const fail = (text: string): number => {
  throw new RangeError(text);
};

describeOnEachBus("progress", { workers: 1, threads: 2 }, (shared) => {
  it("resolves when all have ended, however they do, and writes nothing where stderr is no terminal", async () => {
    using terminal = new Terminal(undefined);
    const { client } = shared;
    const cancelled = client.submit(double, 1);
    const futures = [client.submit(double, 2), client.submit(fail, "progress"), cancelled];
    const shown = progress(futures);
    await cancelled.cancel();
    expect(await shown).to.equal(undefined);
    expect(futures.every((future) => future.done())).to.equal(true);
    await progress(new Set(futures));
    await progress([]);
    expect(terminal.text).to.equal("");
  });

  it("draws a bar on a terminal that tells how many have ended, and how", async () => {
    await using gate = await Gate.build();
    using terminal = new Terminal(80);
    const { client } = shared;
    const slow = client.submit(passGate, gate.port, 0);
    await gate.arrived();
    const [failed, cancelled] = [client.submit(fail, "bar"), client.submit(passGate, gate.port, 1)];
    await cancelled.cancel();
    const shown = progress([slow, client.submit(double, 3), failed, cancelled]);
    await terminal.shown("3 of 4");
    expect(terminal.text).to.not.include("\n");
    gate.open();
    await shown;
    const { drawings } = terminal;
    const full = "█".repeat(40);
    expect(drawings[0]).to.equal(`${"░".repeat(40)} 0% (0 of 4)\x1b[K`);
    expect(drawings).to.include(
      `${"█".repeat(30)}${"░".repeat(10)} 75% (3 of 4, 1 failed, 1 cancelled)\x1b[K`,
    );
    expect(drawings.at(-1)).to.equal(`${full} 100% (4 of 4, 1 failed, 1 cancelled)\x1b[K\n`);
  });

  it("keeps to one line of a narrow terminal", async () => {
    for (const [columns, line] of [
      [20, "█████ 100% (1 of 1)"],
      [10, " 100% (1 "],
    ] as const) {
      using terminal = new Terminal(columns);
      await progress(shared.client.submit(double, 4));
      expect(terminal.drawings.at(-1)).to.equal(`${line}\x1b[K\n`);
    }
  });

  it("is complete at once where there is nothing to wait for", async () => {
    using terminal = new Terminal(80);
    await progress([]);
    expect(terminal.drawings.at(-1)).to.include("100% (0 of 0)");
  });

  it("refuses what is no future", async () => {
    for (const wrong of [7, [7], null]) {
      expect((await failureOf(progress(wrong as never))).message).to.include("progress takes futures");
    }
  });
});

describe("progress", () => {
  it("ends its line when the process ends meanwhile", async () => {
    const script = fileURLToPath(new URL("../support/progressing.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    const written = await text(child.stderr);
    expect(written).to.match(/ 0% \(0 of 1\).*\nthe end$/);
  });
});
