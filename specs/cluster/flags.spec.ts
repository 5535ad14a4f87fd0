import { expect } from "chai";
import { Command, InvalidArgumentError } from "commander";
import { amounts, flag, token, whole } from "../../src/cluster/flags.ts";

/** Each of these is refused, with words that say what it is to be. */
function refuses(parse: (text: string) => unknown, words: string, texts: readonly string[]): void {
  for (const text of texts) expect(() => parse(text), text).to.throw(InvalidArgumentError, words);
}

describe("what is given on the command line", () => {
  it("is a whole number, and not too small", () => {
    expect(["1", "12"].map(whole(1))).to.deep.equal([1, 12]);
    refuses(whole(1), "whole number from 1", ["none", "0", "-1", "1.5", "1e99", "1 2"]);
    refuses(whole(0), "whole number from 0", ["", " ", "1e2", "0x10", "+1"]);
  });

  it("is a flag, by its variable too where that does not say no", () => {
    const asked = (value: string) => {
      process.env["TROUPE_IN_HASTE"] = value;
      const command = new Command().addOption(flag("--in-haste", "at once")).parse([], { from: "user" });
      delete process.env["TROUPE_IN_HASTE"];
      return command.opts()["inHaste"];
    };
    expect(["1", "true", "yes", "on"].map(asked)).to.deep.equal([true, true, true, true]);
    expect(["", "0", "false", "No", "off"].map(asked)).to.deep.equal([false, false, false, false, false]);
  });

  it("is a name of letters, digits, - and _", () => {
    expect(token("a-B_9")).to.equal("a-B_9");
    refuses(token, "letters", ["", "two words", "a.b", "*", "x".repeat(65)]);
  });

  it("is a list of amounts by name, each once", () => {
    expect(amounts("gpu=1,disk=0.5")).to.deep.equal([
      ["gpu", 1],
      ["disk", 0.5],
    ]);
    refuses(amounts, "gpu=1", ["", "gpu", "gpu=", "gpu=-1", "gpu=many", "gpu=1=1", "two words=1", "gpu=1,"]);
    refuses(amounts, "once", ["gpu=1,gpu=2"]);
  });
});
