import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Modules } from "../../src/executor/modules.ts";
import type { ModuleFile } from "../../src/protocol/code.ts";

const encoder = new TextEncoder();
const file = (text: string): ModuleFile => ["abc", "tasks.js", "module", encoder.encode(text)];

/** Makes what has its files in that folder. */
function within<T>(folder: string, make: () => T): T {
  const { TMPDIR } = process.env;
  process.env["TMPDIR"] = folder;
  try {
    return make();
  } finally {
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
  }
}

describe("modules that clients have sent", () => {
  const folder = join(mkdtempSync(join(tmpdir(), "troupe-specs-")), "later");
  const said: string[] = [];
  const modules = within(folder, () => new Modules(({ msg }) => said.push(msg)));

  after(() => rmSync(join(folder, ".."), { recursive: true }));

  it("are missed, and harm nobody, where they cannot be written", () => {
    modules.keep(file("export const a = 1;"));
    expect(said).to.have.length(1);
    expect(said[0]).to.include("tasks.js").and.to.include("ENOENT");
  });

  it("are files beside what says how to read them, once there is room", () => {
    mkdirSync(folder);
    modules.keep(file("export const a = 1;"));
    modules.keep(file("export const a = 2;"));
    const place = join(modules.folder, "abc");
    expect(readdirSync(place)).to.have.members(["package.json", "tasks.js"]);
    expect(readFileSync(join(place, "package.json"), "utf8")).to.equal('{"type":"module"}');
    expect(readFileSync(join(place, "tasks.js"), "utf8")).to.equal("export const a = 2;");
    expect(said).to.have.length(1);
  });

  it("are gone with their worker", () => {
    modules.remove();
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
