import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { SourcePlaces } from "../../src/executor/places.ts";

const modules = join(tmpdir(), "troupe-modules-1", "files");
const places = () => new SourcePlaces(modules);
const raw = (functionName: string, url: string, lineNumber = 4, columnNumber = 7) => ({
  functionName,
  url,
  lineNumber,
  columnNumber,
  scriptId: "1",
});
const node = (callFrame: ReturnType<typeof raw>) => ({ id: 1, callFrame });

describe("the places of functions in a profile", () => {
  it("tell users' code from troupe's and from that of Node.js", () => {
    const { href: own } = new URL("../../src/client/client.ts", import.meta.url);
    const { href: built } = new URL("../../dist/src/client/client.js", import.meta.url);
    const { href: mine } = new URL("../../examples/counter.ts", import.meta.url);
    const kinds = (...urls: string[]) => urls.map((url) => places().kind(url));
    expect(
      kinds(own, built, "[worker eval]", "file:///a/node_modules/rxjs/dist/esm5/index.js"),
    ).to.deep.equal(Array.from({ length: 4 }, () => "troupe"));
    expect(kinds("", "node:internal/timers")).to.deep.equal(["runtime", "runtime"]);
    expect(kinds(mine, "troupe:square", "file:///a/node_modules/marked/lib/marked.js")).to.deep.equal([
      "user",
      "user",
      "user",
    ]);
  });

  it("count lines and columns from 1, and name modules that were sent alike on every worker", () => {
    const url = pathToFileURL(join(modules, "0123", "tasks.js")).href;
    expect(places().frame(raw("f", url))).to.deep.equal({
      name: "f",
      url: "module:0123/tasks.js",
      line: 5,
      column: 8,
    });
    expect(places().frame(raw("", "file:///a.js")).name).to.equal("(anonymous)");
  });

  it("are those in the source of what was compiled when it was loaded, once they are known", () => {
    const known = places();
    const compiled = raw("", "file:///a.ts", 0, 900);
    expect(known.unknown([node(compiled), node(compiled), node(raw("f", "file:///a.js"))])).to.deep.equal([
      ["file:///a.ts", 0, 900],
    ]);
    known.learn([["file:///a.ts", 0, 900]], [[11, 21, "export const spin = ("]]);
    expect(known.frame(compiled)).to.deep.equal({ name: "spin", url: "file:///a.ts", line: 12, column: 22 });
    expect(known.unknown([node(compiled)])).to.deep.equal([]);
  });

  it("are looked up in what was sent as source only where a function has no name", () => {
    const nodes = [node(raw("f", "troupe:square")), node(raw("", "troupe:square", 2, 3))];
    expect(places().unknown(nodes)).to.deep.equal([["troupe:square", 2, 3]]);
  });

  it("give a name that stands before a function", () => {
    const nameAfter = (before: string) => {
      const known = places();
      known.learn([["file:///a.ts", 4, 7]], [[1, before.length, before]]);
      return known.frame(raw("", "file:///a.ts")).name;
    };
    expect(nameAfter("const hot = ")).to.equal("hot");
    expect(nameAfter("let hot=__name(async ")).to.equal("hot");
    expect(nameAfter("  parse: async function ")).to.equal("parse");
    expect(nameAfter("const sum: Adder = (")).to.equal("sum");
    expect(nameAfter("items.map(")).to.equal("(anonymous)");
    expect(nameAfter('{ return { ["square"]: (')).to.equal("(anonymous)");
  });
});
