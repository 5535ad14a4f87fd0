import { expect } from "chai";
import type {
  ActorView,
  FailureView,
  FunctionView,
  NowView,
  WorkerView,
} from "../../src/client/observer/views.ts";
import { report } from "../../src/cluster/report.ts";
import { drawTable } from "../../src/cluster/table.ts";
import { drawTop, plainLine, ratesBetween, type Scene, withKeys } from "../../src/cluster/top-drawing.ts";
import { nextSort, SORTS, sortOf, sortWorkers } from "../../src/cluster/top-sorts.ts";

const AT = new Date(2026, 10, 21, 22, 15, 3).getTime();

const functionView = (name: string | null, more: Partial<FunctionView> = {}): FunctionView => ({
  ...{ name, pending: 0, running: 0, done: 0, failed: 0, cancelled: 0, ms: 0 },
  ...more,
});

const workerView = (name: string, more: Partial<WorkerView> = {}): WorkerView => ({
  ...{ name, address: `worker.${name}`, host: "here", threads: 4, state: "open", running: 0, queued: 0 },
  ...{ results: 0, bytes: 0, actors: 0, load: null },
  ...more,
});

const loadOf = (cpu: number, memory: number) => ({
  cpu,
  memory,
  memoryLimit: 4 * 2 ** 30,
  spilled: 0,
  delay: 1.2,
});

const NOW: NowView = {
  at: AT,
  cluster: "default",
  scheduler: "leading",
  epoch: 7,
  clients: 3,
  rate: 1234,
  tasks: { queued: 110, running: 6 },
  functions: [
    functionView("load", { pending: 100, running: 4, done: 10_000, failed: 3, ms: 12 }),
    functionView("summarise", { pending: 20, running: 2, done: 234, ms: 1200 }),
  ],
  workers: { total: 2, threads: 8, running: 6 },
  unrunnable: [{ count: 2, why: "No worker has gpu=1.", keys: ["g-1", "g-2"] }],
  published: [],
  truncated: false,
};

const FAILURE: FailureView = {
  ...{ key: "load-1", name: "load", at: AT, error: "RangeError: no\nmore", stack: null, worker: "ann" },
};

const SCENE: Scene = {
  place: "nats://127.0.0.1:4222",
  now: NOW,
  workers: [
    workerView("ann", { running: 4, queued: 10, actors: 2, load: loadOf(2.5, 1.2 * 2 ** 30) }),
    workerView("bob", { running: 2, state: "paused", load: loadOf(0.5, 3.5 * 2 ** 30) }),
  ],
  failures: [FAILURE],
  rates: new Map([["load", 98.7]]),
  why: null,
};

const textOf = (scene: Scene, columns: number, rows: number): string[] =>
  drawTop(scene, "busy", { columns, rows }).map(({ text }) => text);

describe("what `troupe top` shows", () => {
  it("is who works, at what, how fast, and what fails", () => {
    expect(textOf(SCENE, 130, 40)).to.deep.equal([
      "troupe top: cluster default at nats://127.0.0.1:4222, leading, 22:15:03",
      "2 workers, 6 of 8 threads busy, 3 clients, 1234 tasks/s",
      "tasks: 120 pending (2 that no worker may run), 6 running, 10.2k done, 3 failed, 0 cancelled",
      "",
      "FUNCTION   PENDING  RUNNING   DONE  FAILED  CANCELLED   MEAN  PER SECOND",
      "load           100        4  10000       3          0  12 ms        98.7",
      "summarise       20        2    234       0          0  1.2 s           -",
      "",
      "WORKER  HOST  STATE   THREADS  RUNNING  QUEUED  RESULTS  BYTES  ACTORS   CPU            MEMORY   DELAY",
      "ann     here  open          4        4      10        0    0 B       2  250%  1.2 GiB of 4 GiB  1.2 ms",
      "bob     here  paused        4        2       0        0    0 B       0   50%  3.5 GiB of 4 GiB  1.2 ms",
      "",
      "FAILURE              KEY     WORKER        AT",
      "RangeError: no more  load-1  ann     22:15:03",
    ]);
  });

  it("leaves out on a narrow terminal what matters least, and keeps to its lines", () => {
    const lines = textOf(SCENE, 60, 40);
    expect(lines.every((line) => line.length <= 60)).to.equal(true);
    expect(lines).to.include("FUNCTION   PENDING  RUNNING   DONE  FAILED  CANCELLED   MEAN");
    expect(lines).to.include("WORKER  STATE   RUNNING  QUEUED   CPU            MEMORY");
    expect(textOf(SCENE, 20, 40).every((line) => line.length <= 20)).to.equal(true);
  });

  it("counts on a low terminal what there is no room for", () => {
    const workers = Array.from({ length: 1000 }, (_, i) => workerView(`w${i}`));
    const lines = textOf({ ...SCENE, workers }, 80, 20);
    expect(lines).to.have.lengthOf(20);
    expect(lines)
      .to.include("… and 993 more")
      .and.to.include("FAILURE              KEY     WORKER        AT");
    for (let rows = 1; rows < 20; rows++)
      expect(textOf({ ...SCENE, workers }, 80, rows)).to.have.lengthOf(rows);
  });

  it("says why it is old where nobody answers, and shows names as text", () => {
    const evil = { ...SCENE, workers: [workerView("\x1b]0;x\x07")], why: "No scheduler\x1b[2J answered." };
    const lines = drawTop(evil, "busy", { columns: 100, rows: 30 });
    expect(lines[1]).to.deep.equal({ text: "No scheduler?[2J answered.", style: "bad" });
    expect(lines.some(({ text }) => text.startsWith("?]0;x?"))).to.equal(true);
  });

  it("is sorted by what somebody wants to see first", () => {
    const names = (sort: (typeof SORTS)[number]) =>
      sortWorkers([...SCENE.workers].reverse(), sort).map(({ name }) => name);
    expect(names("busy")).to.deep.equal(["ann", "bob"]);
    expect(names("memory")).to.deep.equal(["bob", "ann"]);
    expect(names("name")).to.deep.equal(["ann", "bob"]);
    expect(SORTS.map(nextSort)).to.deep.equal([...SORTS.slice(1), SORTS[0]]);
    expect([sortOf("m"), sortOf("x")]).to.deep.equal(["memory", undefined]);
    const rest = [functionView(null, { pending: 1000 }), functionView("f10"), functionView("f9")];
    const scene = { ...SCENE, now: { ...NOW, functions: rest } };
    const text = textOf(scene, 100, 40).join("\n");
    expect(text).to.match(/f9 .*f10 .*\(others\)/s);
  });

  it("fills the screen, and says below what keys do", () => {
    const lines = withKeys(drawTop(SCENE, "cpu", { columns: 80, rows: 29 }), "cpu", {
      columns: 80,
      rows: 30,
    });
    expect(lines).to.have.lengthOf(30);
    expect(lines.at(-1)?.text).to.equal("q quit  s next order, or its letter: busy [cpu] memory failed name");
  });

  it("is a line for programs that read lines", () => {
    expect(plainLine(SCENE)).to.equal(
      `${new Date(AT).toISOString()} default leading workers=2 threads=8 busy=6 clients=3 ` +
        "pending=120 running=6 done=10234 failed=3 cancelled=0 rate=1234",
    );
  });

  it("tells rates between two looks at one scheduler", () => {
    const later = {
      ...NOW,
      at: AT + 2000,
      functions: [functionView("load", { done: 10_200, failed: 3 }), functionView("new")],
    };
    expect([...ratesBetween(NOW, later)]).to.deep.equal([["load", 100]]);
    expect(ratesBetween(NOW, { ...later, epoch: 8 }).size).to.equal(0);
    expect(ratesBetween(NOW, NOW).size).to.equal(0);
  });
});

describe("what `troupe status` shows", () => {
  it("keeps to the width of a terminal", () => {
    const key = `Counter-${"0".repeat(32)}`;
    const actor: ActorView = {
      ...{ key, name: null, type: "Counter", worker: "ann", form: "class" },
      ...{ calls: 1, mailbox: 0, open: 0 },
    };
    const jobs = {
      ...{ kind: "queue", name: "jobs", state: "full", size: 3, limit: 3 },
      holders: [],
      waiters: [],
      waiting: 2,
    };
    const standing = { ...NOW, workers: SCENE.workers, actors: [actor], primitives: [jobs] };
    const lines = report(standing, 50).split("\n");
    expect(lines.every((line) => line.length <= 50)).to.equal(true);
    expect(lines).to.include(`  Counter-${"0".repeat(25)}…  -     ann`);
    expect(lines).to.include("  queue  jobs  full   3 of 3        2");
    expect(report(standing)).to.include(key).and.to.include("2 wait: No worker has gpu=1. (g-1, …)");
  });

  it("has columns as wide as what stands in them, whatever its script", () => {
    const columns = [
      { head: "N", of: (text: string) => text },
      { head: "LENGTH", of: (text: string) => String(text.length), right: true },
    ];
    expect(drawTable(columns, ["计算", "é", "abc"], 80)).to.deep.equal([
      "N     LENGTH",
      "计算       2",
      "é          1",
      "abc        3",
    ]);
  });
});
