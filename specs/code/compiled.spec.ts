import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { build } from "esbuild";
import { captureCode } from "../../src/code/capture.ts";
import { loadCode } from "../../src/code/load.ts";
import type { Traveller } from "./travellers/traveller.ts";
import { travellers } from "./travellers/travellers.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("./travellers/travellers.ts", import.meta.url));
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));

type Compile = (into: string) => Promise<void>;

async function withEsbuild(target: string, into: string): Promise<void> {
  const outfile = join(into, "travellers.js");
  await build({ entryPoints: [source], outfile, bundle: true, format: "esm", keepNames: true, target });
}

async function withTypeScript(target: string, into: string, ...options: string[]): Promise<void> {
  const tsc = join(packages, "typescript", "bin", "tsc");
  const fixed = [
    "--noCheck",
    "--ignoreConfig",
    "--module",
    "esnext",
    "--rewriteRelativeImportExtensions",
    "--outDir",
    into,
  ];
  await run(process.execPath, [tsc, "--target", target, ...fixed, ...options, source]);
}

const compilers: readonly (readonly [name: string, compile: Compile])[] = [
  ...["es2015", "es2017", "es2018", "es2020", "es2022", "node20"].map(
    (target) => [`esbuild for ${target}`, (into: string) => withEsbuild(target, into)] as const,
  ),
  ...["es2015", "es2017", "es2022"].map(
    (target) => [`TypeScript for ${target}`, (into: string) => withTypeScript(target, into)] as const,
  ),
  ["TypeScript with helpers imported", (into) => withTypeScript("es2015", into, "--importHelpers")],
];

async function compile(scratch: string, name: string, compileInto: Compile): Promise<readonly Traveller[]> {
  const into = join(scratch, name.replace(/\W+/g, "-"));
  await mkdir(into, { recursive: true });
  await compileInto(into);
  const module = await import(pathToFileURL(join(into, "travellers.js")).href);
  return module.travellers;
}

/** Sends a traveller, however compiled, and expects it to do what the original does. */
async function arrives({ sent }: Traveller, { what, sent: original, use }: Traveller): Promise<void> {
  const { code } = captureCode(sent);
  expect(code[0], what).to.equal("source");
  const arrived = await loadCode(code, {});
  expect(arrived, what).to.be.a("function").that.does.not.equal(sent);
  expect(await use(arrived), what).to.deep.equal(await use(original));
}

describe("code compiled", () => {
  let scratch = "";
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), "troupe-compiled-"));
    await writeFile(join(scratch, "package.json"), '{ "type": "module" }');
    await symlink(packages, join(scratch, "node_modules"));
  });
  after(() => rm(scratch, { recursive: true }));

  describe("by tsx", () => {
    for (const traveller of travellers) {
      it(`arrives as it left: ${traveller.what}`, () => arrives(traveller, traveller));
    }
  });

  for (const [name, compileInto] of compilers) {
    it(`by ${name} arrives as it left`, async () => {
      const compiled = await compile(scratch, name, compileInto);
      expect(compiled).to.have.lengthOf(travellers.length);
      for (const [index, traveller] of travellers.entries()) {
        await arrives(compiled[index] ?? traveller, traveller);
      }
    });
  }
});
