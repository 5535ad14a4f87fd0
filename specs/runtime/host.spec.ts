import { expect } from "chai";
import { setup } from "xstate";
import { lockMachine } from "../../actors/lock.ts";
import type { LeaseRequest } from "../../src/protocol/coordination.ts";
import { Host } from "../../src/runtime/host.ts";

type Event =
  | { readonly type: "say"; readonly word: string }
  | { readonly type: "end" }
  | { readonly type: "fail" };

/** A machine that wants each word done, ends when asked to, and breaks down when asked to. */
const machine = setup({
  types: {
    context: {} as { readonly wanted: string[] },
    events: {} as Event,
    input: {} as { readonly first: string },
  },
  actions: {
    want: ({ context, event }) => context.wanted.push(event.type === "say" ? event.word : event.type),
    fail: ({ context }) => {
      context.wanted.push("half");
      throw new Error("a fault of the machine");
    },
  },
}).createMachine({
  context: ({ input }) => ({ wanted: [input.first] }),
  initial: "open",
  states: {
    open: {
      on: { say: { actions: "want" }, end: { target: "done", actions: "want" }, fail: { actions: "fail" } },
    },
    done: { type: "final" },
  },
});

/** What a host did, in order; `answers` are sent when a word is done. */
function play(answers: Readonly<Record<string, readonly Event[]>> = {}) {
  const done: string[] = [];
  const host: Host<typeof machine, string> = new Host(
    machine,
    { first: "first" },
    {
      effects: ({ context }) => context.wanted.splice(0),
      perform: (word) => {
        done.push(`${word}(`);
        for (const event of answers[word] ?? []) host?.send(event);
        done.push(")");
      },
      ended: ({ value }, error) =>
        done.push(error instanceof Error ? error.message : `ended ${String(value)}`),
    },
  );
  return { host, done };
}

const say = (word: string): Event => ({ type: "say", word });

describe("a host", () => {
  it("does what its machine wants from the beginning", () => {
    expect(play().done).to.deep.equal(["first(", ")"]);
  });

  it("does what each event leads to before it takes the next", () => {
    const { host, done } = play({ a: [say("b"), say("c")], b: [say("d")] });
    host.send(say("a"));
    expect(done.slice(2)).to.deep.equal(["a(", ")", "b(", ")", "c(", ")", "d(", ")"]);
  });

  it("ends once, after what the last event led to, and takes nothing more", () => {
    const { host, done } = play({ a: [{ type: "end" }, say("late")], end: [say("later")] });
    host.send(say("a"));
    host.send(say("too late"));
    host.send({ type: "end" });
    expect(done.slice(2)).to.deep.equal(["a(", ")", "end(", ")", "ended done"]);
  });

  it("ends once with the error when its machine breaks down, and does nothing more", () => {
    const { host, done } = play({ a: [{ type: "fail" }, say("late")] });
    host.send(say("a"));
    host.send(say("too late"));
    expect(done.slice(2)).to.deep.equal(["a(", ")", "a fault of the machine"]);
  });

  it("shows how its machine stands", () => {
    const { host } = play();
    expect(host.snapshot.value).to.equal("open");
    host.send({ type: "end" });
    expect(host.snapshot.status).to.equal("done");
  });

  it("shows so of one that is nothing but reactions, too", () => {
    const host = new Host(
      lockMachine,
      { name: "l" },
      { effects: () => [], perform: () => {}, ended: () => {} },
    );
    const say = (request: LeaseRequest, stamp: number) =>
      host.send({
        type: "use",
        from: "client.a",
        number: stamp,
        setting: null,
        request,
        timeout: null,
        stamp,
      });
    const states = [host.snapshot];
    say(["acquire"], 1);
    states.push(host.snapshot);
    say(["release", 1], 2);
    say(["acquire"], 3);
    states.push(host.snapshot);
    expect(states.map(({ value }) => value)).to.deep.equal(["free", "held", "held"]);
    expect(host.snapshot.matches("held")).to.equal(true);
    expect(host.snapshot.context.tables.taken).to.equal(1);
  });
});
