import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { build } from "esbuild";
import { captureCode } from "../../src/code/capture.ts";
import { loadCode } from "../../src/code/load.ts";
import type { Code } from "../../src/protocol/code.ts";
import { evaluated } from "./support.ts";

async function load(source: string, scope: Readonly<Record<string, unknown>> = {}): Promise<() => unknown> {
  return (await loadCode(captureCode(evaluated(source)).code, scope)) as () => unknown;
}

describe("loading a source", () => {
  it("gives it the names of its scope, and leaves globals alone", async () => {
    const before = Object.getOwnPropertyNames(globalThis);
    const ask = await load("() => [getTask(), typeof getClient, typeof globalThis.getTask]", {
      getTask: () => "task",
    });
    expect(ask()).to.deep.equal(["task", "undefined", "undefined"]);
    await load("() => __name(() => 1, 'x')");
    expect(Object.getOwnPropertyNames(globalThis)).to.deep.equal(before);
  });

  it("gives it no names but those", async () => {
    const names = ["require", "module", "exports", "__filename", "evaluate", "scope", "make", "text"];
    expect((await load(`() => [${names.map((name) => `typeof ${name}`)}]`))()).to.deep.equal(
      names.map(() => "undefined"),
    );
  });

  it("runs it in strict mode", async () => {
    expect((await load("function () { return this; }"))()).to.equal(undefined);
  });

  it("gives back the name that it went by", async () => {
    expect(await load("({ name: (x) => x }).name")).to.have.property("name", "name");
    expect(await load("({ __proto__() {} }).__proto__")).to.have.property("name", "__proto__");
    expect(await load("class A { static { this.kind = this.name; } }")).to.include({ name: "A", kind: "A" });
    expect(await load("Object.defineProperty(class _A {}, 'name', { value: 'A' })")).to.have.property(
      "name",
      "A",
    );
  });

  it("makes a class anew, and rejects with what its static parts throw", async () => {
    const error = await load(
      "class A { static { if (globalThis.loading) throw new RangeError('static'); } }",
    ).then(async () => {
      Reflect.set(globalThis, "loading", true);
      const sent = [
        "source",
        "A",
        "class A { static { if (globalThis.loading) throw new RangeError('static'); } }",
      ] as const;
      return loadCode(sent, {}).catch((reason) => reason);
    });
    Reflect.deleteProperty(globalThis, "loading");
    expect(error).to.be.instanceOf(RangeError);
  });

  it("has stacks that name the function, and count the lines of its source", async () => {
    const fail = await load("function failing() {\n  const nothing = null;\n  return nothing.x;\n}");
    try {
      fail();
      expect.fail("It did not throw.");
    } catch (error) {
      expect((error as Error).stack).to.match(/at failing \(troupe:failing:3:18\)/);
    }
  });
});

/** A directory with a package, and loaded code in a worker thread of a process that works there. */
describe("a worker thread of plain Node", () => {
  let scratch = "";
  let there = "";
  before(async () => {
    scratch = await realpath(await mkdtemp(join(tmpdir(), "troupe-load-")));
    there = join(scratch, "there");
    const installed = join(there, "node_modules", "only-here");
    await mkdir(installed, { recursive: true });
    const manifest = { name: "only-here", type: "module", exports: { import: "./index.js" } };
    await writeFile(join(installed, "package.json"), JSON.stringify(manifest));
    await writeFile(join(installed, "index.js"), "export const from = 'a package';");
    await writeFile(join(there, "beside.mjs"), "export const from = 'a file';");
    await writeFile(join(there, "typed.ts"), "export const twice = (x: number): number => x * 2;");
    await symlink(
      fileURLToPath(new URL("../../node_modules", import.meta.url)),
      join(scratch, "node_modules"),
    );
    await build({
      entryPoints: [fileURLToPath(new URL("./loading-thread.ts", import.meta.url))],
      outfile: join(scratch, "loading-thread.mjs"),
      bundle: true,
      platform: "node",
      format: "esm",
    });
  });
  after(() => rm(scratch, { recursive: true }));

  async function runThere(
    code: Code,
    ...options: string[]
  ): Promise<readonly [output: string, errors: string]> {
    const args = [...options, join(scratch, "loading-thread.mjs"), JSON.stringify(code)];
    const env = { ...process.env, NODE_OPTIONS: "" };
    const child = spawn(process.execPath, args, { cwd: there, env, stdio: ["ignore", "pipe", "pipe"] });
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return [output, errors];
  }

  it("resolves import() of packages and files from its working directory, without a warning", async () => {
    const sent = evaluated(`async () => {
      const specifiers = ["only-here", "./beside.mjs", "node:path"];
      const modules = await Promise.all(specifiers.map((specifier) => import(specifier)));
      const missing = await import("not-here").catch((error) => error.code);
      return [modules[0].from, modules[1].from, modules[2].basename("a/b"), missing].join();
    }`);
    const [output, errors] = await runThere(captureCode(sent).code);
    expect(errors).to.equal("");
    expect(output).to.equal("a package,a file,b,ERR_MODULE_NOT_FOUND");
  });

  it("runs import() as tsx compiles it", async () => {
    const sent = async (): Promise<string> => (await import("node:path")).basename("a/b");
    expect(await runThere(captureCode(sent).code)).to.deep.equal(["b", ""]);
  });

  it("says what to do about a module in TypeScript", async () => {
    const url = pathToFileURL(join(there, "typed.ts")).href;
    const stripping = process.allowedNodeEnvironmentFlags.has("--experimental-strip-types");
    const options = stripping ? ["--no-experimental-strip-types"] : [];
    const [output] = await runThere(["module", url, "twice", ""], ...options);
    expect(output).to.include(`${url} is TypeScript`).and.include("node --import tsx").and.include("22.18");
  });
});
