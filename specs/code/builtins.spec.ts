import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { captureCode } from "../../src/code/capture.ts";
import { globalNames, languageGlobals } from "../../src/code/globals.ts";
import { loadCode } from "../../src/code/load.ts";
import { evaluated, refusal } from "./support.ts";

const builtins: Readonly<Record<string, unknown>> = {
  parseInt,
  "Math.sqrt": Math.sqrt,
  "JSON.parse": JSON.parse,
  "Object.keys": Object.keys,
  "Array.from": Array.from,
  "String.prototype.trim": String.prototype.trim,
  "Reflect.ownKeys": Reflect.ownKeys,
  Map,
  Error,
  URL,
  "URL.canParse": URL.canParse,
  structuredClone,
  fetch,
  "Buffer.from": Buffer.from,
  "process.memoryUsage": process.memoryUsage,
  AbortController,
  "AbortSignal.timeout": AbortSignal.timeout,
  "Response.json": Response.json,
  "crypto.randomUUID": crypto.randomUUID,
};

function freshGlobals(): Promise<string[]> {
  const text = `import { parentPort } from "node:worker_threads";
    parentPort.postMessage(Object.getOwnPropertyNames(globalThis));`;
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`), { execArgv: [] });
  return new Promise((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

describe("a built-in", () => {
  for (const [path, value] of Object.entries(builtins)) {
    it(`travels by its path: ${path}`, async () => {
      const { code, name } = captureCode(value);
      expect(code).to.deep.equal(["builtin", path]);
      expect(name).to.equal(path.split(".").at(-1));
      expect(await loadCode(code, {})).to.equal(value);
    });
  }

  it("goes by its shortest path where it has several", () => {
    expect(captureCode(Number.parseFloat).code).to.deep.equal(["builtin", "parseFloat"]);
    expect(captureCode(Object.prototype.constructor).code).to.deep.equal(["builtin", "Object"]);
  });

  it("that the program has added or replaced is no built-in", () => {
    const random = Math.random;
    try {
      Math.random = evaluated("() => 4") as () => number;
      expect(captureCode(Math.random).code).to.deep.equal(["source", "", "() => 4"]);
    } finally {
      Math.random = random;
    }
  });

  it("that this version of Node does not have is not found", async () => {
    const error = await loadCode(["builtin", "Math.nothing.more"], {}).catch(
      (reason: Error) => reason as Error,
    );
    expect(error).to.have.property("code", "NOT_FOUND");
    expect(error)
      .to.have.property("message")
      .that.includes("Math.nothing.more")
      .and.includes(process.version);
  });
});

describe("the globals of a fresh worker thread", () => {
  it("are no captures, and there are no others", async () => {
    // Specs that wait for garbage collection let V8 show this one in every new thread.
    const fresh = (await freshGlobals()).filter((name) => name !== "gc");
    expect([...globalNames]).to.have.members(fresh);
  });

  it("are those of the language and those of Node", () => {
    expect([...globalNames]).to.include.members([...languageGlobals]);
    expect(languageGlobals).to.include("Map").and.not.include("URL");
  });

  it("do not include what the program has added", () => {
    Reflect.set(globalThis, "ofTheProgram", 1);
    try {
      expect(refusal(evaluated("() => ofTheProgram")).message).to.include("it uses ofTheProgram,");
    } finally {
      Reflect.deleteProperty(globalThis, "ofTheProgram");
    }
  });
});
