import { type AnyActor, type AnyActorLogic, createActor } from "xstate";
import type { Payload } from "../protocol/messages.ts";
import { type Encode, encodeSnapshot, type LocalSnapshot } from "./snapshot.ts";

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
  #told: unknown = null;

  /** Starts it. Throws a `TypeError` where the export is no logic, and what the logic throws before it has begun. */
  constructor({ logic, name, key, input }: Plan, listener: MachineListener) {
    this.#listener = listener;
    this.#actor = createActor(logicOf(logic, name), { id: key, input });
    this.#begin();
  }

  /** Hands an event over; one for a machine that has ended goes nowhere. */
  send(event: { readonly type: string }): void {
    if (this.#actor.getSnapshot().status === "active") this.#actor.send(event);
  }

  /** Ends it, with all that it has invoked and spawned. */
  stop(): void {
    this.#actor.stop();
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
