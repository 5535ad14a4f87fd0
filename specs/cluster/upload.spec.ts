import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { CaptureError, NotFoundError, remoteModule } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

interface Tasks {
  double(x: number, after?: unknown): number;
  whoami(after?: unknown): string;
  Counter: new () => { increment(): number };
}

/** A module that is there until it is deleted, as on a machine that shares no files with the workers. */
class Elsewhere implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));

  write(name: string, text: string): URL {
    const file = join(this.#folder, name);
    writeFileSync(file, text);
    return pathToFileURL(file);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const MODULE = `
  import { getWorker } from "troupe";
  export const double = (x) => 2 * x;
  export const whoami = () => getWorker().name;
  export class Counter { n = 0; increment() { return ++this.n; } }
`;

describeOnEachBus("a module that was uploaded", { workers: 1 }, (shared) => {
  it("runs on workers that do not have its file, and on those that join later", async () => {
    const { client, cluster } = shared;
    await using gate = await Gate.build();
    using elsewhere = new Elsewhere();
    const url = elsewhere.write("tasks.js", MODULE);
    const tasks = remoteModule<Tasks>(url);
    await client.uploadModule(url);
    const passed = client.submit(passGate, gate.port, "passed");
    const four = client.submit(tasks.double, 2, passed);
    const name = client.submit(tasks.whoami, passed);
    await client.delivered();
    elsewhere[Symbol.dispose]();
    gate.open();
    expect(await four).to.equal(4);
    expect(await name).to.equal(client.workers()[0]?.name);
    await cluster.scale(2);
    expect([...(await client.run(tasks.whoami)).keys()]).to.deep.equal(
      client.workers().map(({ name }) => name),
    );
    const counter = await client.actor(tasks.Counter);
    expect(await counter.increment()).to.equal(1);
    await client.restart();
    expect(await client.submit(tasks.double, 5)).to.equal(10);
    await cluster.scale(1);
  });

  it("is found after it was missed", async () => {
    const { client } = shared;
    using elsewhere = new Elsewhere();
    const url = elsewhere.write("late.mjs", `export const double = (x) => 3 * x;`);
    const tasks = remoteModule<Tasks>(url);
    await using gate = await Gate.build();
    const early = client.submit(tasks.double, 1, client.submit(passGate, gate.port, "late"));
    await client.delivered();
    elsewhere[Symbol.dispose]();
    gate.open();
    expect(await failureOf(early)).to.be.instanceOf(NotFoundError);
    mkdirSync(new URL(".", url));
    writeFileSync(url, `export const double = (x) => 3 * x;`);
    await client.uploadModule(url);
    elsewhere[Symbol.dispose]();
    expect(await client.submit(tasks.double, 2)).to.equal(6);
  });

  it("refuses what is no file that can be read", async () => {
    const { client } = shared;
    for (const url of ["https://example.org/tasks.js", "tasks.js", "", 5 as never])
      expect(await failureOf(client.uploadModule(url))).to.be.instanceOf(CaptureError);
    const missing = new URL("./there-is-none.js", import.meta.url);
    const error = await failureOf(client.uploadModule(missing));
    expect(error).to.be.instanceOf(CaptureError);
    expect(error.message).to.include("there-is-none.js");
  });
});
