import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Client, fireAndForget } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Gate } from "../support/gate.ts";

const range = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

describeOnEachBus("programs of Dask's Futures page, in TypeScript:", { workers: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("fire and forget: load, process and write, without a future kept", async () => {
    await using written = await Gate.build();
    const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const load = async (path: string) => {
      const { readFile } = await import("node:fs/promises");
      return readFile(path, "utf8");
    };
    const shout = (text: string) => text.toUpperCase();
    const write = async (path: string, text: string, port: number) => {
      const { writeFile } = await import("node:fs/promises");
      const { connect } = await import("node:net");
      await writeFile(path, text);
      await new Promise<void>((resolve) => connect(port, "127.0.0.1", () => resolve()));
    };
    try {
      for (const name of ["a", "b", "c"]) writeFileSync(join(folder, name), `file ${name}`);
      for (const name of readdirSync(folder)) {
        using text = client.submit(load, join(folder, name));
        using processed = client.submit(shout, text);
        using end = client.submit(write, join(folder, `${name}.out`), processed, written.port);
        fireAndForget(end);
      }
      await written.arrived(3);
      const outputs = ["a", "b", "c"].map((name) => readFileSync(join(folder, `${name}.out`), "utf8"));
      expect(outputs).to.deep.equal(["FILE A", "FILE B", "FILE C"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a sweep over parameters, with the best of them", async () => {
    const score = (rate: number, depth: number) => ({
      rate,
      depth,
      loss: (rate - 0.3) ** 2 + (depth - 4) ** 2,
    });
    const grid = [0.1, 0.2, 0.3, 0.4].flatMap((rate) => [2, 4, 8].map((depth) => [rate, depth] as const));
    const scores = client.map(
      score,
      grid.map(([rate]) => rate),
      grid.map(([, depth]) => depth),
    );
    const best = client.submit(
      (all: ReturnType<typeof score>[]) => all.reduce((a, b) => (b.loss < a.loss ? b : a)),
      scores,
    );
    expect(await best).to.deep.equal({ rate: 0.3, depth: 4, loss: 0 });
  });

  it("a pipeline whose last stage takes the futures of the stage before as a list", async () => {
    const texts = ["to be or not to be", "be that as it may", "to do is to be"];
    const count = (text: string) => {
      const words = new Map<string, number>();
      for (const word of text.split(" ")) words.set(word, (words.get(word) ?? 0) + 1);
      return words;
    };
    const merge = (counts: readonly ReadonlyMap<string, number>[]) => {
      const all = new Map<string, number>();
      for (const words of counts) for (const [word, n] of words) all.set(word, (all.get(word) ?? 0) + n);
      return all;
    };
    const top = (words: ReadonlyMap<string, number>, n: number) =>
      [...words].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).slice(0, n);
    const counts = client.map(count, texts);
    const words = client.submit(merge, counts);
    expect(await client.submit(top, words, 2)).to.deep.equal([
      ["be", 4],
      ["to", 4],
    ]);
  });

  it("an iterative algorithm that ends when it converges", async () => {
    // Two means of points in four parts: each round depends on the one before, and its parts run side by side.
    const parts = [range(10), range(10, 100), range(10, 5), range(10, 95)];
    const assign = (points: readonly number[], [low, high]: readonly [number, number]) => {
      const near = points.filter((x) => Math.abs(x - low) <= Math.abs(x - high));
      const total = near.reduce((all, x) => all + x, 0);
      const rest = points.reduce((all, x) => all + x, 0) - total;
      return { near: near.length, total, far: points.length - near.length, rest };
    };
    const update = (parts: readonly ReturnType<typeof assign>[]): [number, number] => {
      const of = (name: "near" | "total" | "far" | "rest") =>
        parts.reduce((all, part) => all + part[name], 0);
      return [of("total") / of("near"), of("rest") / of("far")];
    };
    let means: [number, number] = [0, 20];
    let rounds = 0;
    for (let moved = Number.POSITIVE_INFINITY; moved > 1e-9; rounds++) {
      const assigned = parts.map((points) => client.submit(assign, points, means));
      const next = await client.submit(update, assigned);
      moved = Math.abs(next[0] - means[0]) + Math.abs(next[1] - means[1]);
      means = next;
    }
    expect(means).to.deep.equal([7, 102]);
    expect(rounds).to.be.greaterThan(1);
  });
});
