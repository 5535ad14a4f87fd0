import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { TaskError } from "../../dist/src/protocol/errors.js";
import { type Stage, staged } from "./stage.ts";

/** A worker as its threads know it; while `host` cannot be handed over, none can be started. */
const hindered = () => ({
  name: "ann",
  address: "worker.w1",
  threads: 2,
  host: (() => {}) as unknown as string,
});

/** Keeps its thread until another of its kind is on as well. */
const MEET = `(folder, mine, other) => {
  const { existsSync, writeFileSync } = process.getBuiltinModule("node:fs");
  writeFileSync(folder + "/" + mine, "");
  while (!existsSync(folder + "/" + other));
  return mine;
}`;

const PARKED = "async () => { secede(); await new Promise(() => {}); }";

/** Fails one task by its own fault, next to others; they are returned, and the pool goes on. */
async function survives(stage: Stage, program: string, said: string): Promise<unknown> {
  for (const key of ["parked-1", "parked-2"]) {
    stage.play(key, PARKED);
    await stage.until("waiting", key);
  }
  stage.play("culprit", program);
  stage.play("behind", "() => 'ran'");
  const { kind, value } = await stage.end("culprit");
  expect(kind).to.equal("failed");
  expect(value).to.be.instanceOf(TaskError).and.include({ key: "culprit" });
  expect((value as Error).message).to.include(said);
  for (const key of ["parked-1", "parked-2"]) expect((await stage.end(key)).kind).to.equal("returned");
  expect((await stage.end("behind")).kind).to.be.oneOf(["returned", "done"]);
  expect(await stage.result("afterwards", "() => 'fine'")).to.equal("fine");
  expect(stage.told.filter(({ kind }) => kind === "failed")).to.have.length(1);
  return (value as Error).cause;
}

/** Lines that `act` makes the process write to stderr. */
async function stderr(act: () => Promise<void>, enough: (text: string) => boolean): Promise<string> {
  const { write } = process.stderr;
  let text = "";
  const written = new Promise<void>((resolve) => {
    process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      text += String(chunk);
      if (enough(text)) resolve();
      for (const done of rest) if (typeof done === "function") done();
      return true;
    };
  });
  try {
    await act();
    await written;
    return text;
  } finally {
    process.stderr.write = write;
  }
}

describe("a pool whose tasks misbehave", () => {
  it("survives process.exit", () =>
    staged(async (stage) => {
      await survives(stage, "() => process.exit(3)", "culprit called process.exit(3)");
    }));

  it("has the next thread run what had not begun when a thread ended", () =>
    staged(async (stage) => {
      stage.play("culprit", "() => process.exit(3)");
      for (const key of ["a", "b"]) stage.play(key, "() => 'ran'");
      for (const key of ["a", "b"]) expect(await stage.end(key)).to.include({ kind: "done", value: "ran" });
      expect(stage.story).to.deep.equal(["failed culprit", "done a", "done b"]);
    }));

  it("survives process.exit in a callback, by whatever name", () =>
    staged(async (stage) => {
      const program =
        "async () => { const { exit } = await import('node:process'); secede(); setTimeout(() => exit(4), 5); await new Promise(() => {}); }";
      await survives(stage, program, "called process.exit(4)");
    }));

  it("survives what is thrown in a timer, and says who threw", () =>
    staged(async (stage) => {
      const program =
        "async () => { secede(); setTimeout(() => { throw new RangeError('in a timer'); }, 5); await new Promise(() => {}); }";
      const cause = await survives(stage, program, "threw outside of its own call (in a timer)");
      expect(cause).to.be.instanceOf(RangeError).and.include({ message: "in a timer" });
    }));

  it("survives what an emitter throws that nobody listens to", () =>
    staged(async (stage) => {
      const program =
        "async () => { const fs = await import('node:fs'); fs.createReadStream('/no/such/file'); await new Promise(() => {}); }";
      await survives(stage, program, "no such file");
    }));

  it("survives a task that runs out of memory", () =>
    staged(
      async (stage) => {
        const program = "() => { let list = null; for (;;) list = { list, text: [Math.random()] }; }";
        await survives(stage, program, "ran out of memory (limit 48 MB)");
      },
      { memoryLimitMb: 48 },
    ));

  it("survives a task that ends its thread in silence", () =>
    staged(async (stage) => {
      await survives(
        stage,
        "() => { process.removeAllListeners('exit'); process.exit(0); }",
        "ended its thread",
      );
    }));

  it("blames nobody for what a task left behind, and says so on stderr", () =>
    staged(async (stage) => {
      const text = await stderr(
        async () => {
          const leaves =
            "() => { setInterval(() => { if (globalThis.armed) throw new Error('late'); }, 5); }";
          await stage.result("leaves", leaves);
          stage.play("innocent", "async () => { globalThis.armed = true; await new Promise(() => {}); }");
          expect((await stage.end("innocent")).kind).to.equal("returned");
        },
        (written) => written.includes("\n"),
      );
      expect(text).to.include("threw outside of its own call (late)");
      expect(await stage.result("afterwards", "() => globalThis.armed")).to.equal(undefined);
    }));

  it("logs a rejection that nobody handles, and fails nothing", () =>
    staged(async (stage) => {
      const text = await stderr(
        async () => {
          const program =
            "async () => { globalThis.kept = true; Promise.reject(new Error('ignored')); await new Promise(setImmediate); return 1; }";
          expect(await stage.result("careless", program)).to.equal(1);
        },
        (written) => written.includes("\n"),
      );
      expect(text).to.equal("careless left a rejection unhandled: ignored\n");
      expect(await stage.result("afterwards", "() => globalThis.kept")).to.equal(true);
    }));

  it("fails tasks when its threads cannot start, and says why", () =>
    staged(
      async (stage) => {
        for (const key of ["first", "second"]) {
          stage.play(key, "() => 1");
          const { kind, value } = await stage.end(key);
          expect(kind).to.equal("failed");
          expect(value).to.be.instanceOf(TaskError).and.include({ key });
          expect((value as Error).message)
            .to.include("Worker ann cannot start")
            .and.include("no such entry");
        }
      },
      { threads: 2, entry: new URL("data:text/javascript,throw new Error('no such entry')") },
    ));

  it("fails tasks when the system gives it no thread, and says why", () =>
    staged(
      async (stage) => {
        for (const aside of [false, true, false]) {
          const key = `task-${stage.told.length}`;
          stage.play(key, "() => 1", [], { aside });
          const { kind, value } = await stage.end(key);
          expect(kind).to.equal("failed");
          expect(value).to.be.instanceOf(TaskError).and.include({ key });
          expect((value as Error).message).to.match(/^Worker ann cannot start the threads.*be cloned/s);
        }
      },
      { threads: 2, worker: hindered() },
    ));

  it("goes on with the threads that it has when no more start, and starts them later", async () => {
    const worker = hindered();
    const hindrance = worker.host;
    worker.host = "here";
    const folder = mkdtempSync(join(tmpdir(), "troupe-"));
    await staged(
      async (stage) => {
        expect(await stage.result("before", "() => 1")).to.equal(1);
        worker.host = hindrance;
        stage.play("culprit", "() => process.exit(3)");
        expect((await stage.end("culprit")).kind).to.equal("failed");
        stage.play("next", "() => 2");
        // Its own thread, and three for each of two that were tried in its place.
        await stage.parted(7);
        expect((await stage.end("next")).value).to.equal(2);
        for (const key of ["a", "b", "c"]) expect(await stage.result(key, "() => 2")).to.equal(2);
        worker.host = "here";
        const meeting = [
          stage.result("one", MEET, [folder, 1, 2]),
          stage.result("other", MEET, [folder, 2, 1]),
        ];
        expect(await Promise.all(meeting)).to.deep.equal([1, 2]);
      },
      { threads: 2, worker },
    );
    rmSync(folder, { recursive: true });
  });
});
