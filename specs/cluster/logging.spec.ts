import { hostname } from "node:os";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Bursts } from "../../src/cluster/bursts.ts";
import { errorText } from "../../src/cluster/error-text.ts";
import { openLog } from "../../src/cluster/logging.ts";
import { WorkerLog } from "../../src/cluster/worker-log.ts";
import { encodeError } from "../../src/codec/failure.ts";
import type { LogLine } from "../../src/protocol/log-line.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { Command } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { Terminal } from "../support/terminal.ts";

const AUTHOR = { role: "worker", cluster: "c", worker: "ann" } as const;
const LINE: LogLine = {
  level: "info",
  msg: "task a-1 failed: Error: no\nmore",
  key: "a-1",
  run: 7,
  worker: "ann",
};

describe("the log", () => {
  it("has a line of JSON where stderr is no terminal, with what it is about", () => {
    using terminal = new Terminal(undefined);
    openLog(AUTHOR, { logLevel: "info", logFormat: "auto" })(LINE);
    const { time, ...line } = JSON.parse(terminal.text) as Record<string, unknown>;
    const self = { name: "troupe", pid: process.pid, hostname: hostname() };
    expect(line).to.deep.equal({ ...LINE, ...self, role: "worker", cluster: "c" });
    expect(Date.parse(String(time))).to.be.greaterThan(0);
  });

  it("has a line for people on a terminal, which says what the sentence leaves out", () => {
    using terminal = new Terminal(80);
    const log = openLog(AUTHOR, { logLevel: "info", logFormat: "auto" });
    log(LINE);
    log({ level: "warn", msg: "is full \x1b[2J", worker: "ann" });
    const plain = stripVTControlCharacters(terminal.text).replaceAll(/^\[[\d:]+\] /gm, "");
    expect(plain).to.equal(
      "INFO (troupe): task a-1 failed: Error: no more (run 7, worker ann)\n" +
        "WARN (troupe): is full ?[2J (worker ann)\n",
    );
  });

  it("has no line of a level that nobody asked for, and is verbose where somebody asked for all", () => {
    using terminal = new Terminal(undefined);
    const log = openLog(AUTHOR, { logLevel: "warn", logFormat: "json" });
    log(LINE);
    openLog(AUTHOR, { logLevel: "silent", logFormat: "json" })({ level: "error", msg: "worse" });
    expect([terminal.text, log.verbose]).to.deep.equal(["", false]);
    expect(openLog(AUTHOR, { logLevel: "debug", logFormat: "json" }).verbose).to.equal(true);
  });

  it("shows an error as its thrower put it, as far as it is short and harmless", () => {
    expect(errorText(encodeError(new RangeError("no more")))).to.equal("RangeError: no more");
    expect(errorText(encodeError("a text"))).to.match(/^TaskError: 'a text' was thrown/);
    expect(errorText(encodeError(new Error("x".repeat(1000))))).to.have.lengthOf(501);
    expect(errorText(encodeError(new Error("x".repeat(100_000))))).to.equal("an error too large to be shown");
    expect(errorText(new Uint8Array([1, 2, 3]))).to.equal("an error that cannot be shown");
  });

  it("counts failures that come by the thousand, and writes the first of each second", () => {
    const clock = new SimulatedClock();
    const lines: LogLine[] = [];
    const bursts = new Bursts((line) => lines.push(line), clock);
    let made = 0;
    const fail = (times: number) => {
      for (let i = 0; i < times; i++) {
        bursts.write(() => {
          made++;
          return { level: "info", msg: "one" };
        });
      }
    };
    fail(1000);
    expect([lines.length, made]).to.deep.equal([50, 50]);
    while (clock.step());
    expect(lines.at(-1)?.msg).to.equal("950 more such lines within a second");
    fail(3);
    expect([lines.length, lines.at(-1)?.msg]).to.deep.equal([54, "one"]);
  });

  it("of a worker tells what becomes of its runs, each of them only to who wants to know", () => {
    const error = encodeError(new TypeError("bad"));
    const say = (verbose: boolean) => {
      const lines: LogLine[] = [];
      const log = Object.assign((line: LogLine) => void lines.push(line), { verbose });
      const diary = new WorkerLog("ann", log, new SimulatedClock());
      for (const message of [
        ["running", "k", 1],
        ["failed", "k", 1, error],
        ["died", "a", error],
        ["paused", true],
        ["paused", false],
        ["beat"],
      ] as const)
        diary.note(message);
      return lines;
    };
    expect(say(false).map(({ level, msg, key, run }) => [level, msg, key, run])).to.deep.equal([
      ["info", "task k failed: TypeError: bad", "k", 1],
      ["warn", "actor a died: TypeError: bad", "a", undefined],
      ["warn", "over its memory limit: takes nothing new until there is room", undefined, undefined],
      ["info", "has room again, and takes work", undefined, undefined],
    ]);
    expect(say(true)).to.have.lengthOf(5);
    expect(say(true)[0]).to.include({ level: "debug", key: "k", run: 1, worker: "ann" });
  });
});

/** An actor that ends itself. */
class Doomed {
  fall(): void {
    process.exit(3);
  }
}

describe("the logs of a cluster", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  /** The lines of a command that logs JSON. */
  const linesOf = ({ text }: Command) =>
    text.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

  it("say by key, run and worker which task has failed, who came and who died", async () => {
    const json = { TROUPE_LOG_FORMAT: "auto" };
    const place = ["--nats", nats.url];
    await using scheduler = await new Command(["scheduler", ...place], json).said("leads since");
    await using worker = await new Command(["worker", ...place, "--name", "ann"], json).said("joined");
    await using client = await Client.connect(nats.url);
    const task = client.submit((text: string) => {
      throw new RangeError(text);
    }, "not so");
    await failureOf(task);
    await Promise.all([scheduler.said(task.key), worker.said(task.key)]);
    worker.kill("SIGKILL");
    await worker.ended;
    await scheduler.said("died");
    const told = (command: Command, about: Record<string, unknown>) =>
      linesOf(command).filter((line) =>
        Object.entries(about).every(([field, value]) => line[field] === value),
      );
    const about = { level: "info", key: task.key, worker: "ann", error: "RangeError: not so" };
    const [[here], [there]] = [told(scheduler, about), told(worker, about)];
    expect(here?.["run"]).to.be.a("number").and.to.equal(there?.["run"]);
    expect([here?.["role"], there?.["role"]]).to.deep.equal(["scheduler", "worker"]);
    expect(here?.["msg"]).to.equal(`task ${task.key} failed: RangeError: not so`);
    expect(told(scheduler, { worker: "ann", level: "warn" })[0]?.["msg"]).to.equal("worker ann died");
  });

  it("say once that an actor died: its worker does", async () => {
    const place = ["--nats", nats.url, "--cluster", "actors"];
    await using scheduler = await new Command(["scheduler", ...place]).said("leads since");
    await using worker = await new Command(["worker", ...place, "--name", "ann"]).said("joined");
    await using client = await Client.connect(nats.url, { cluster: "actors" });
    const actor = await client.actor(Doomed);
    await failureOf(actor.fall());
    // What ends after the actor is heard of after it.
    await client.submit(Math.sqrt, 4);
    worker.kill("SIGKILL");
    await scheduler.said("worker ann died");
    await worker.ended;
    const told = `${scheduler.text}\n${worker.text}`
      .split("\n")
      .filter((line) => /actor \S+ died/.test(line));
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.match(/WARN.*exit/);
    expect(worker.text).to.include(told[0] as string);
  });

  it("tell every assignment where that is asked for, and nothing where nothing is", async () => {
    const place = ["--nats", nats.url, "--cluster", "all"];
    await using scheduler = await new Command(["scheduler", ...place, "--log-level", "debug"]).said("leads");
    await using worker = new Command(["worker", ...place, "--name", "ann", "--log-level", "silent"]);
    await using client = await Client.connect(nats.url, { cluster: "all" });
    const task = client.submit(Math.sqrt, 4);
    await task;
    await scheduler.said(`task ${task.key} goes to worker ann`);
    expect(worker.text).to.equal("");
  });

  it("refuse levels and formats that there are not", async () => {
    for (const flags of [
      ["--log-level", "loud"],
      ["--log-format", "xml"],
    ]) {
      await using command = new Command(["scheduler", "--nats", nats.url, ...flags]);
      expect((await command.ended).code).to.equal(2);
    }
  });
});
