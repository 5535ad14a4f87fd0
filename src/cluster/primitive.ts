import { getInitialSnapshot } from "xstate";
import type { BundleEvent } from "../../actors/coordination/bundle.ts";
import type {
  CoordinationEffect,
  CoordinationEvent,
  Pinned,
  Plain,
  PrimitiveTables,
} from "../../actors/coordination/events.ts";
import type { ItemsEvent } from "../../actors/coordination/items.ts";
import { eventMachine } from "../../actors/event.ts";
import { lockMachine } from "../../actors/lock.ts";
import { multiLockMachine } from "../../actors/multi-lock.ts";
import { queueMachine } from "../../actors/queue.ts";
import { semaphoreMachine } from "../../actors/semaphore.ts";
import { variableMachine } from "../../actors/variable.ts";
import type { PrimitiveEntry, PrimitiveKind, UseRequest } from "../protocol/coordination.ts";
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

export type PrimitiveEvent = CoordinationEvent | BundleEvent | ItemsEvent;

/** A primitive written down. */
export type PrimitiveState = readonly [
  kind: PrimitiveKind,
  name: string,
  value: string,
  tables: readonly Plain[],
];

/** What a primitive wants of its surroundings. */
export interface PrimitiveSeams {
  perform(primitive: Primitive, effect: CoordinationEffect): void;
  /** It is no more. */
  broken(primitive: Primitive, error: unknown): void;
}

/** A primitive at work. */
export class Primitive {
  readonly kind: PrimitiveKind;
  readonly name: string;
  /** Addresses of clients that have to do with it. */
  readonly guests = new Set<string>();
  readonly #host: Host<PrimitiveMachine, CoordinationEffect>;

  constructor(kind: PrimitiveKind, name: string, seams: PrimitiveSeams, state?: PrimitiveState) {
    this.kind = kind;
    this.name = name;
    this.#host = new Host<PrimitiveMachine, CoordinationEffect>(
      machines[kind],
      { name },
      {
        effects: ({ context }) => context.tables.takeEffects(),
        perform: (effect) => seams.perform(this, effect),
        ended: (_snapshot, error) => seams.broken(this, error),
      },
      state && restored(state),
    );
  }

  /** It is as new, and may be forgotten. */
  get blank(): boolean {
    return this.#tables.blank;
  }

  get view(): PrimitiveEntry {
    const { waiting, figures } = this.#tables;
    return [this.kind, this.name, this.#value, waiting, figures];
  }

  get pinned(): Iterable<Pinned> {
    return this.#tables.pinned;
  }

  get state(): PrimitiveState {
    return [this.kind, this.name, this.#value, this.#tables.snapshot()];
  }

  /** Whether a use only looks. */
  isLook(request: UseRequest, setting: number | null): boolean {
    return this.#tables.isLook(request, setting);
  }

  /** The protocol's checks have seen to it that a request is one of its kind. */
  send(event: PrimitiveEvent): void {
    this.#host.send(event as never);
  }

  get #tables(): PrimitiveTables {
    return this.#host.snapshot.context.tables;
  }

  get #value(): string {
    return String(this.#host.snapshot.value);
  }
}

/** A machine's snapshot in the state that was written down. */
function restored([kind, name, value, state]: PrimitiveState) {
  const machine = machines[kind] as (typeof machines)["lock"];
  const { context } = getInitialSnapshot(machine, { name });
  const tables: PrimitiveTables = context.tables;
  tables.restore(state);
  return machine.resolveState({ value, context } as Parameters<typeof machine.resolveState>[0]);
}
