import {
  type AnyActor,
  type AnyActorLogic,
  type AnyStateMachine,
  createActor,
  type Subscription,
} from "xstate";
import type { Chart, LiveChart } from "../protocol/chart.ts";
import type { Payload } from "../protocol/messages.ts";
import { chartOf, labelsOf, statesIn } from "../runtime/chart.ts";
import { Recent } from "./recent.ts";
import { type Encode, encodeSnapshot, type LocalSnapshot } from "./snapshot.ts";

/** For how long all events are noted after somebody has looked, ms. */
const INTEREST_MS = 10_000;

/** What a machine is made from. */
export interface Plan {
  /** The value of an export. */
  readonly logic: unknown;
  /** Of that export. */
  readonly name: string;
  /** By this the actor knows itself. */
  readonly key: string;
  readonly input: unknown;
}

/** What a machine tells as it goes. */
export interface MachineListener {
  /** Its present snapshot; nothing follows one that is `last`. */
  snapshot(snapshot: Payload, last: boolean): void;
  emitted(event: Payload): void;
  /** What it emitted cannot travel. */
  unsent(error: unknown): void;
  readonly encode: Encode;
}

/** Logic of XState's at work: events go in, snapshots and emitted events come out. */
export class Machine {
  readonly #actor: AnyActor;
  readonly #listener: MachineListener;
  readonly #logic: AnyActorLogic;
  readonly #name: string;
  readonly #recent = new Recent();
  /** Notes all events, those of its own too, while somebody looks: it takes as long as the machine itself. */
  #inspection: Subscription | null = null;
  #looked = 0;
  #chart: { readonly chart: Chart; readonly labels: ReadonlyMap<string, string> } | null = null;
  #told: unknown = null;

  /** Starts it. Throws a `TypeError` where the export is no logic, and what the logic throws before it has begun. */
  constructor({ logic, name, key, input }: Plan, listener: MachineListener) {
    this.#listener = listener;
    this.#logic = logicOf(logic, name);
    this.#name = name;
    this.#actor = createActor(this.#logic, { id: key, input });
    this.#begin();
  }

  /** Hands an event over; one for a machine that has ended goes nowhere. */
  send(event: { readonly type: string }): void {
    if (this.#actor.getSnapshot().status !== "active") return;
    if (this.#inspection === null) this.#recent.note(String(event.type));
    this.#actor.send(event);
  }

  /** What it is made of and where it is in that, with its last events; of logic that is no machine one state. */
  look(): LiveChart {
    this.#chart ??= isStateMachine(this.#logic)
      ? { chart: chartOf(this.#logic, this.#name), labels: labelsOf(this.#logic) }
      : { chart: [this.#name, [this.#name, "atomic", null, []], []], labels: new Map() };
    const { chart, labels } = this.#chart;
    this.#looked = Date.now();
    this.#inspection ??= this.#inspect();
    const current = statesIn(this.#actor.getSnapshot().value);
    const events = this.#recent.events.map(([at, type]) => [at, labels.get(type) ?? type] as const);
    return [chart, current.length === 0 ? [""] : current, events];
  }

  /** Ends it, with all that it has invoked and spawned. */
  stop(): void {
    this.#actor.stop();
  }

  #inspect(): Subscription {
    const actor = this.#actor;
    return actor.system.inspect((seen) => {
      if (seen.type !== "@xstate.event" || seen.actorRef !== actor) return;
      this.#recent.note(seen.event.type);
      if (Date.now() - this.#looked < INTEREST_MS) return;
      this.#inspection?.unsubscribe();
      this.#inspection = null;
    });
  }

  #begin(): void {
    const actor = this.#actor;
    actor.on("*", (event: unknown) => this.#emit(event));
    actor.subscribe({
      next: (snapshot: LocalSnapshot) => this.#tell(snapshot),
      error: () => this.#tell(actor.getSnapshot()),
      complete: () => this.#tell(actor.getSnapshot()),
    });
    actor.start();
    const { status, error } = actor.getSnapshot();
    if (status === "error") throw error;
  }

  /** XState tells of every event, also where it has changed nothing. */
  #tell(snapshot: LocalSnapshot): void {
    if (snapshot === this.#told) return;
    this.#told = snapshot;
    this.#listener.snapshot(encodeSnapshot(snapshot, this.#listener.encode), snapshot.status !== "active");
  }

  #emit(event: unknown): void {
    let bytes: Payload;
    try {
      bytes = this.#listener.encode(event, "event");
    } catch (error) {
      return this.#listener.unsent(error);
    }
    this.#listener.emitted(bytes);
  }
}

function logicOf(value: unknown, name: string): AnyActorLogic {
  if (isLogic(value)) return value;
  const kind = value === null ? "null" : typeof value;
  const advice =
    kind === "function"
      ? "submit a function, make an actor of a class, or export what fromPromise or its like make of it"
      : "export a machine, or what fromPromise or its like make";
  throw new TypeError(`"${name}" is no actor logic of XState's but of type ${kind}: ${advice}.`);
}

function isStateMachine(logic: AnyActorLogic): logic is AnyStateMachine {
  return "root" in logic && "states" in logic;
}

function isLogic(value: unknown): value is AnyActorLogic {
  return (
    typeof value === "object" &&
    value !== null &&
    "transition" in value &&
    typeof value.transition === "function" &&
    "getInitialSnapshot" in value &&
    typeof value.getInitialSnapshot === "function"
  );
}
