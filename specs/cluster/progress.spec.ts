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
    const calls = [gate.port, gate.port].map((port, i) => client.submit(passGate, port, i));
    await gate.arrived(2);
    const last = client.submit(passGate, gate.port, 2);
    const shown = progress([...calls, last]);
    expect(terminal.lines).to.deep.equal([`${"░".repeat(40)}   0% (0 of 3)`]);
    await last.cancel();
    await terminal.shown("1 of 3, 1 cancelled");
    expect(terminal.text).to.not.include("\n");
    gate.open();
    await shown;
    const [line, ...more] = terminal.lines;
    expect(line).to.match(/^█{24,40} 100% \(3 of 3, 1 cancelled\) in [\d.]+ m?s$/);
    expect(more).to.deep.equal([""]);
  });

  it("draws one for each function, and one for all", async () => {
    using terminal = new Terminal(60);
    const { client } = shared;
    await progress([...client.map(double, [1, 2, 3]), client.submit(fail, "bars")]);
    expect(terminal.lines.map((line) => line.replace(/█+| in .*/g, ""))).to.deep.equal([
      "double  100% (3 of 3)",
      "fail    100% (1 of 1, 1 failed)",
      "all     100% (4 of 4, 1 failed)",
      "",
    ]);
  });

  it("is complete at once where there is nothing to wait for", async () => {
    using terminal = new Terminal(80);
    await progress([]);
    expect(terminal.lines[0]).to.include("100% (0 of 0)");
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
