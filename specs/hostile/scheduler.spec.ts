import { expect } from "chai";
import fc from "fast-check";
import type { SchedulerEffect } from "../../actors/scheduler/effects.ts";
import { type SchedulerEvent, schedulerMachine } from "../../actors/scheduler/machine.ts";
import { validate } from "../../actors/scheduler/validate.ts";
import { PROTOCOL_VERSION, type ToScheduler } from "../../src/protocol/messages.ts";
import { checkToScheduler } from "../../src/protocol/shapes.ts";
import { Host } from "../../src/runtime/host.ts";
import { addresses, anyOf, keys, legible, toScheduler } from "./words.ts";

const CODE = "a".repeat(32);
const RUNS = Number(process.env["RUNS"] ?? 400);

const ABOUT_RUNS: ReadonlySet<string> = new Set([
  "running",
  "waiting",
  "resumed",
  "done",
  "failed",
  "returned",
  "starved",
] satisfies ToScheduler[0][]);

const speech: fc.Arbitrary<SchedulerEvent> = fc.record({
  type: fc.constant("messages" as const),
  from: fc.constantFrom(...addresses, "client.stranger", "x"),
  messages: fc.array(legible(anyOf<ToScheduler>(toScheduler), checkToScheduler), {
    minLength: 1,
    maxLength: 4,
  }),
  at: fc.nat(),
});
const from = fc.constantFrom(...addresses);
const event: fc.Arbitrary<SchedulerEvent> = fc.oneof(
  { weight: 30, arbitrary: speech },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("swept" as const), at: fc.nat(), heard: fc.array(from) }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "recovered" } as const) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("peer.reset" as const), from }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("peer.unreadable" as const), from, reason: fc.constant("") }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("pin" as const), pin: fc.constant(0), keys }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("unpin" as const), pin: fc.nat(3) }) },
);

/** A scheduler that leads, with everybody there. It has a store: one that has none ends where it is told that there was one. */
class Scheduler {
  readonly sent: Extract<SchedulerEffect, { readonly type: "send" }>[] = [];
  #failure: unknown;
  #pins = 0;
  readonly #host: Host<typeof schedulerMachine, SchedulerEffect>;

  constructor() {
    this.#host = new Host<typeof schedulerMachine, SchedulerEffect>(
      schedulerMachine,
      { epoch: 0, durable: false },
      {
        effects: ({ context }) => context.tables.takeEffects(),
        perform: (effect) => void (effect.type === "send" && this.sent.push(effect)),
        ended: (_snapshot, error) => {
          this.#failure = error ?? new Error("It has ended.");
        },
      },
    );
    this.tell({ type: "probe.silent" });
    for (const name of ["c1", "c2", "w1-0"])
      this.from(`client.${name}`, ["client", PROTOCOL_VERSION, name, null, []]);
    for (const name of ["w1", "w2"]) {
      this.from(`worker.${name}`, ["worker", PROTOCOL_VERSION, name, 2, "host", [["gpu", 1]], null, 0]);
    }
  }

  tell(event: SchedulerEvent): void {
    this.#host.send(this.#fit(event));
    if (this.#failure !== undefined) throw this.#failure;
    validate(this.#host.snapshot.context.tables);
  }

  /** What is drawn knows of no runs, and every pin has a number of its own. */
  #fit(event: SchedulerEvent): SchedulerEvent {
    if (event.type === "pin") return { ...event, pin: ++this.#pins };
    if (event.type !== "messages") return event;
    return { ...event, messages: event.messages.map((message) => this.#meet(message)) };
  }

  /** Every other word about a run is about the present one; that there was a store ends who has none, as it should. */
  #meet(message: ToScheduler): ToScheduler {
    if (message[0] === "client" || message[0] === "worker")
      return message.map((field) => (field === "durable" ? "fleeting" : field)) as never;
    if (!ABOUT_RUNS.has(message[0])) return message;
    const [kind, key, run, ...rest] = message as readonly [string, string, number, ...unknown[]];
    const row = this.#host.snapshot.context.tables.tasks.get(key);
    return row === undefined || run % 2 === 1 ? message : ([kind, key, row.run, ...rest] as never);
  }

  from(from: string, ...messages: readonly ToScheduler[]): void {
    this.tell({ type: "messages", from, messages, at: 0 });
  }
}

describe("the scheduler, told anything by anybody", function () {
  this.timeout(0);

  it("keeps its tables in order, and serves who comes next", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60, size: "max" }), (events) => {
        const scheduler = new Scheduler();
        for (const event of events) scheduler.tell(event);
        // Whoever was to come back has had the time to.
        for (let i = 0; i < 3; i++) scheduler.tell({ type: "recovered" });
        serve(scheduler);
      }),
      { numRuns: RUNS },
    );
  });
});

/** A task of somebody honest, for somebody honest, is run and ends. */
function serve(scheduler: Scheduler): void {
  scheduler.from("client.honest", ["client", PROTOCOL_VERSION, "honest", null, []]);
  scheduler.from("worker.honest", ["worker", PROTOCOL_VERSION, "honest", 1000, "host", [], null, 0]);
  const restrictions = [["honest"], false, []] as const;
  scheduler.from(
    "client.honest",
    ["code", CODE, Buffer.of(1)],
    ["submit", "task", [CODE], Buffer.of(2), [], null, [0, 0, 0, null, restrictions, null, [], null]],
  );
  const assigned = scheduler.sent
    .map(({ message }) => message)
    .find(([kind, key]) => kind === "assign" && key === "task");
  if (assigned?.[0] !== "assign") throw new Error("It is not assigned.");
  scheduler.from("worker.honest", ["done", "task", assigned[2], 1, 1, Buffer.of(3), []]);
  const told = scheduler.sent.filter(({ to }) => to === "client.honest").at(-1);
  expect(told?.message.slice(0, 2)).to.deep.equal(["finished", "task"]);
}
