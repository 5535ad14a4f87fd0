import { expect } from "chai";
import fc from "fast-check";
import { type Command, isCommand } from "../../src/cluster/command.ts";
import { readEntry } from "../../src/cluster/journal.ts";
import { Primitive } from "../../src/cluster/primitive.ts";
import { Primitives } from "../../src/cluster/primitives.ts";
import { readSnapshot, rowsOf } from "../../src/cluster/saved.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import type { Item, Use } from "../../src/protocol/coordination.ts";

const CLIENTS = ["client.a", "client.b", "client.c"];
const RUNS = Number(process.env["RUNS"] ?? 100);

/** All primitives of a cluster, and what came of what they were told. */
class Village {
  readonly said: string[] = [];
  readonly primitives = new Primitives({
    reply: (to, number, reply) => this.said.push(`${to} ${number} ${JSON.stringify(reply)}`),
    time: (client, number, { ms }) => this.said.push(`${client} ${number} has ${ms} ms`),
    pin: (pin, keys) => this.said.push(`pin ${pin} ${keys}`),
    unpin: (pin) => this.said.push(`unpin ${pin}`),
    log: ({ msg }) => {
      throw new Error(msg);
    },
  });
}

/** A village that lives, the entries that a journal would have, and one that goes on from both. */
class Pair {
  readonly first = new Village();
  readonly #uses = new Map<string, number>();
  readonly #tokens: (readonly [client: string, use: (token: number) => Use, number: number])[] = [];
  #entries: Uint8Array[] = [];
  #snapshot: Uint8Array | null = null;
  #said = 0;

  use(client: string, use: Use, timeout: number | null): void {
    const number = (this.#uses.get(client) ?? 0) + 1;
    this.#uses.set(client, number);
    const [kind, name, , [word]] = use;
    if (word === "acquire") {
      const release = (token: number) => [kind, name, null, ["release", token]] as Use;
      this.#tokens.push([client, release, number]);
    }
    if (!this.first.primitives.look(client, number, use)) this.do(["use", client, number, use, timeout]);
    else this.first.said.pop();
  }

  release(place: number): void {
    const [client, use, number] = this.#tokens[place % Math.max(1, this.#tokens.length)] ?? [];
    if (client === undefined || use === undefined || number === undefined) return;
    const granted = this.first.primitives.guests.recall(client, number);
    if (granted === undefined || granted instanceof Primitive || granted[0] !== "granted") return;
    this.use(client, use(granted[1]), null);
  }

  /** Something about a use that was made some time ago. */
  mention(type: "expired" | "took", client: string, back: number): void {
    const number = Math.max(1, (this.#uses.get(client) ?? 0) - back);
    const use = this.first.primitives.guests.recall(client, number);
    const [kind, name] = use instanceof Primitive ? [use.kind, use.name] : (["queue", "x"] as const);
    if (this.first.primitives.find(kind, name) !== undefined) this.do([type, client, number, kind, name]);
  }

  /** What a use that was made some time ago was given has not reached who made it. */
  takeBack(client: string, back: number): void {
    this.do(["returned", client, Math.max(1, (this.#uses.get(client) ?? 0) - back), "x"]);
  }

  settle(client: string, back: number): void {
    const below = Math.max(1, (this.#uses.get(client) ?? 0) - back);
    if (this.first.primitives.guests.remembers(client)) this.do(["settled", client, below, [below - 1]]);
  }

  do(command: Command): void {
    const { stamp } = this.first.primitives;
    this.#entries.push(encodeBatch([stamp, command]));
    this.first.primitives.apply(command);
  }

  compact(): void {
    this.#snapshot = encodeBatch(rowsOf(this.first.primitives.snapshot(), []));
    this.#entries = [];
    this.#said = this.first.said.length;
  }

  /** Whoever goes on from the snapshot and the entries after it has said the same since, and is the same. */
  compare(): void {
    const second = new Village();
    if (this.#snapshot !== null) second.primitives.restore(readSnapshot(this.#snapshot)[0]);
    for (const entry of this.#entries) {
      const { stamp, lines } = readEntry(entry);
      second.primitives.stamp = stamp;
      for (const command of lines.filter(isCommand)) second.primitives.apply(command);
    }
    expect(second.said).to.deep.equal(this.first.said.slice(this.#said));
    expect(stateOf(second)).to.deep.equal(stateOf(this.first));
  }
}

/** Everything that is there, in no order. */
const stateOf = ({ primitives }: Village): unknown =>
  [...rowsOf(primitives.snapshot(), [])]
    .slice(1)
    .map((row) => JSON.stringify(row))
    .sort();

const itemOf = (n: number): Item => [Uint8Array.of(n), n % 3 === 0 ? [`key${n}`] : []];

const name = fc.constantFrom("x", "y");
const use: fc.Arbitrary<Use> = fc
  .tuple(name, fc.nat(9), fc.nat(10), fc.constantFrom(null, 2))
  .map(([name, dice, value, setting]): Use => {
    const uses: readonly Use[] = [
      ["queue", name, setting, ["put", itemOf(value)]],
      ["queue", name, setting, ["get", (value % 2) + 1]],
      ["queue", name, null, value === 0 ? ["get", null] : ["size"]],
      ["lock", name, null, ["acquire"]],
      ["semaphore", name, setting, ["acquire"]],
      ["event", name, null, value % 3 === 0 ? ["wait"] : value % 3 === 1 ? ["set"] : ["clear"]],
      ["variable", name, null, ["set", itemOf(value)]],
      ["variable", name, null, value % 4 === 0 ? ["watch"] : value % 4 === 1 ? ["delete"] : ["get"]],
      ["multiLock", `m${value % 3}`, null, ["acquire", value % 2 === 0 ? ["x", "y"] : ["y"]]],
      ["event", name, null, ["isSet"]],
    ];
    return uses[dice] as Use;
  });

const client = fc.constantFrom(...CLIENTS);
type Act =
  | readonly ["use", client: string, use: Use, timeout: number | null]
  | readonly ["release", place: number]
  | readonly ["expired" | "took" | "settled" | "returned", client: string, back: number]
  | readonly ["lapsed" | "gone", client: string]
  | readonly ["tidy" | "compact"];

const back = fc.nat(5);
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constant("use"), client, use, fc.constantFrom(null, null, 0, 100)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("release"), fc.nat(30)) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom("expired", "took", "settled", "returned"), client, back) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom("lapsed", "gone"), client) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom("tidy", "compact")) },
);

function perform(pair: Pair, act: Act): void {
  switch (act[0]) {
    case "use":
      return pair.use(act[1], act[2], act[3]);
    case "release":
      return pair.release(act[1]);
    case "settled":
      return pair.settle(act[1], act[2]);
    case "returned":
      return pair.takeBack(act[1], act[2]);
    case "expired":
    case "took":
      return pair.mention(act[0], act[1], act[2]);
    case "lapsed":
    case "gone":
      return pair.do(act);
    case "tidy":
      return pair.first.primitives.tidy();
    case "compact":
      return pair.compact();
  }
}

describe("a journal of primitives", () => {
  it("leads to the same state and the same answers again, from its beginning or from any snapshot", () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 80, size: "max" }), (program) => {
        const pair = new Pair();
        for (const act of program) perform(pair, act);
        pair.compare();
      }),
      { numRuns: RUNS },
    );
  });
});
