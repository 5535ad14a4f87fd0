import { expect } from "chai";
import { Entry } from "../../src/client/session/entry.ts";
import { Releases } from "../../src/client/session/releases.ts";
import type { ClientToScheduler } from "../../src/protocol/messages.ts";

/** What is said when those let go of entries in one turn, each by the task given. */
async function release(
  ...parting: readonly (readonly [Entry, string | null])[]
): Promise<ClientToScheduler[]> {
  const said: ClientToScheduler[] = [];
  const releases = new Releases(
    ({ holds }) => holds === 0,
    (message) => said.push(message),
  );
  for (const [entry, task] of parting) releases.add(entry, task);
  await Promise.resolve();
  return said;
}

describe("keys that a client lets go of", () => {
  it("are named in one word at the end of the turn, those of each task apart", async () => {
    const [a, b, c] = [new Entry("a", null), new Entry("b", null), new Entry("c", null)];
    expect(await release([a, null], [b, "task"], [c, "task"])).to.deep.equal([
      ["release", ["a"], null],
      ["release", ["b", "c"], ["task"]],
    ]);
  });

  it("are named in several words where they are too many for one", async () => {
    const entries = Array.from({ length: 25_000 }, (_, i) => new Entry(String(i), null));
    const said = await release(...entries.map((entry) => [entry, null] as const));
    const words = said.map(([, keys]) => keys as readonly string[]);
    expect(words.map(({ length }) => length)).to.deep.equal([10_000, 10_000, 5000]);
    expect(words.flat()).to.deep.equal(entries.map(({ key }) => key));
  });

  it("are not those that somebody holds again", async () => {
    const entry = new Entry("a", null);
    entry.holds++;
    expect(await release([entry, null])).to.deep.equal([]);
  });

  it("are named with all tasks that may have them inside their results", async () => {
    const [a, b] = [new Entry("a", null), new Entry("b", null)];
    for (const task of ["first", "second", "first"]) a.enclose(task);
    b.enclose("second");
    expect(await release([a, "second"], [b, "second"])).to.deep.equal([
      ["release", ["a"], ["second", "first"]],
      ["release", ["b"], ["second"]],
    ]);
    expect(await release([a, null])).to.deep.equal([["release", ["a"], ["first", "second"]]]);
  });
});
