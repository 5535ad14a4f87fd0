import type { BundleEvent } from "../../actors/coordination/bundle.ts";
import type { CoordinationEffect, CoordinationEvent } from "../../actors/coordination/events.ts";
import { eventMachine } from "../../actors/event.ts";
import { lockMachine } from "../../actors/lock.ts";
import { multiLockMachine } from "../../actors/multi-lock.ts";
import { queueMachine } from "../../actors/queue.ts";
import { semaphoreMachine } from "../../actors/semaphore.ts";
import { variableMachine } from "../../actors/variable.ts";
import type { PrimitiveKind, PrimitiveView } from "../protocol/coordination.ts";
import { Host } from "../runtime/host.ts";

const machines = {
  queue: queueMachine,
  lock: lockMachine,
  semaphore: semaphoreMachine,
  event: eventMachine,
  variable: variableMachine,
  multiLock: multiLockMachine,
} satisfies Record<PrimitiveKind, unknown>;

type PrimitiveMachine = (typeof machines)[PrimitiveKind];

export type PrimitiveEvent = CoordinationEvent | BundleEvent;

/** A primitive at work. */
export class Primitive {
  readonly kind: PrimitiveKind;
  readonly name: string;
  /** Addresses of clients that have used it. */
  readonly guests = new Set<string>();
  readonly #host: Host<PrimitiveMachine, CoordinationEffect>;

  constructor(
    kind: PrimitiveKind,
    name: string,
    perform: (effect: CoordinationEffect) => void,
    broken: (error: unknown) => void,
  ) {
    this.kind = kind;
    this.name = name;
    this.#host = new Host<PrimitiveMachine, CoordinationEffect>(
      machines[kind],
      { name },
      {
        effects: ({ context }) => context.tables.takeEffects(),
        perform,
        ended: (_snapshot, error) => broken(error),
      },
    );
  }

  /** It is as new, and may be forgotten. */
  get blank(): boolean {
    return this.#host.snapshot.context.tables.blank;
  }

  get view(): PrimitiveView {
    const { value, context } = this.#host.snapshot;
    return [this.kind, this.name, String(value), context.tables.waiting];
  }

  /** The protocol's checks have seen to it that a request is one of its kind. */
  send(event: PrimitiveEvent): void {
    this.#host.send(event as never);
  }
}
