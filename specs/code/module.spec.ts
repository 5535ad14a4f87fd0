import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { captureCode } from "../../src/code/capture.ts";
import { loadCode } from "../../src/code/load.ts";
import { remoteModule } from "../../src/code/module.ts";
import { CaptureError } from "../../src/protocol/errors.ts";
import { refusal } from "./support.ts";

interface Tasks {
  double(x: number): number;
  readonly missing: () => void;
  default(): string;
}

const text = "export const double = (x) => x * 2 * scale; const scale = 1; export default () => 'default';";

describe("a remote module", () => {
  let directory = "";
  let url = new URL("file:///");
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "troupe-module-"));
    url = pathToFileURL(join(directory, "tasks.mjs"));
    await writeFile(url, text);
  });
  after(() => rm(directory, { recursive: true }));

  it("gives its exports by name, with their types, and loads nothing", async () => {
    const broken = pathToFileURL(join(directory, "broken.mjs"));
    await writeFile(broken, "throw new Error('loaded');");
    const double: (x: number) => number = remoteModule<Tasks>(broken).double;
    expect(captureCode(double).code.slice(0, 3)).to.deep.equal(["module", broken.href, "double"]);
    expect(captureCode(double).name).to.equal("double");
  });

  it("takes the URL as a string, too", () => {
    expect(captureCode(remoteModule<Tasks>(url.href).double).code[1]).to.equal(url.href);
  });

  it("gives the same stand-in for the same export", () => {
    const tasks = remoteModule<Tasks>(url);
    expect(tasks.double).to.equal(tasks.double).and.not.equal(tasks.default);
  });

  it("has a hash of content and export name, wherever the file is", async () => {
    const copy = pathToFileURL(join(directory, "copy.mjs"));
    await writeFile(copy, text);
    const { hash } = captureCode(remoteModule<Tasks>(url).double);
    expect(hash).to.match(/^[0-9a-f]{32}$/);
    expect(captureCode(remoteModule<Tasks>(copy).double).hash).to.equal(hash);
    expect(captureCode(remoteModule<Tasks>(copy).default).hash).to.not.equal(hash);
    await writeFile(copy, `${text}\n`);
    expect(captureCode(remoteModule<Tasks>(copy).double).hash).to.not.equal(hash);
  });

  it("keeps the hash of its content from first use on", async () => {
    const changing = pathToFileURL(join(directory, "changing.mjs"));
    await writeFile(changing, text);
    const tasks = remoteModule<Tasks>(changing);
    const content = captureCode(tasks.double).code[3];
    await writeFile(changing, "export const double = 1;");
    expect(captureCode(tasks.default).code[3]).to.equal(content);
  });

  it("says that its exports run on workers, where one is called", () => {
    const { double } = remoteModule<Tasks>(url);
    expect(() => double(1)).to.throw(`"double" of ${url.href} runs on workers only`);
  });

  it("can be awaited, printed and looked at", async () => {
    const tasks = remoteModule<Tasks>(url);
    expect(await tasks).to.equal(tasks);
    expect(Reflect.get(tasks, Symbol.toPrimitive)).to.equal(undefined);
    expect(() => Reflect.defineProperty(tasks, "double", { value: 1 })).to.not.throw();
    expect(Reflect.set(tasks, "double", 1)).to.equal(false);
  });

  it("has to be a file", () => {
    for (const wrong of ["./tasks.js", "https://example.com/tasks.js", ""]) {
      expect(() => remoteModule(wrong)).to.throw(CaptureError, `got "${wrong}"`);
    }
  });

  it("names the TypeScript file where that is the one that is there", async () => {
    await writeFile(join(directory, "source.mts"), "export const double = (x: number) => 2 * x;");
    const { double } = remoteModule<Tasks>(pathToFileURL(join(directory, "source.mjs")));
    expect(refusal(double).message).to.include("source.mts").and.include("compile");
  });

  it("has to be readable, when the first of its exports is sent", () => {
    const nowhere = pathToFileURL(join(directory, "nowhere.mjs"));
    const { double } = remoteModule<Tasks>(nowhere);
    expect(refusal(double).message).to.include(nowhere.href).and.include("cannot be read");
  });

  it("arrives as its exports", async () => {
    const tasks = remoteModule<Tasks>(url);
    const double = (await loadCode(captureCode(tasks.double).code, {})) as Tasks["double"];
    const fallback = (await loadCode(captureCode(tasks.default).code, {})) as () => string;
    expect([double(2), fallback()]).to.deep.equal([4, "default"]);
  });

  async function failure(file: string, exported: string): Promise<Error & { code?: string }> {
    const target = pathToFileURL(join(directory, file)).href;
    return loadCode(["module", target, exported, ""], {}).then(
      () => expect.fail("It was loaded."),
      (error) => error,
    );
  }

  it("is not found without the export, and says which ones there are", async () => {
    const error = await failure("tasks.mjs", "missing");
    expect(error).to.have.property("code", "NOT_FOUND");
    expect(error.message).to.include(`no export "missing"; it has default, double`);
    expect(await failure("tasks.mjs", "toString")).to.have.property("code", "NOT_FOUND");
  });

  it("is not found where the worker has no such file", async () => {
    const error = await failure("elsewhere.mjs", "double");
    expect(error).to.have.property("code", "NOT_FOUND");
    expect(error.message).to.include("elsewhere.mjs");
  });

  it("rejects with what it throws, and with what Node says of its own imports", async () => {
    await writeFile(join(directory, "throws.mjs"), "throw new RangeError('at once');");
    await writeFile(join(directory, "imports.mjs"), "import './elsewhere.mjs';");
    expect(await failure("throws.mjs", "double"))
      .to.be.instanceOf(RangeError)
      .with.property("message", "at once");
    expect(await failure("imports.mjs", "double")).to.have.property("code", "ERR_MODULE_NOT_FOUND");
  });
});
