import {
  type AnyStateMachine,
  createActor,
  type EventFromLogic,
  type InputFrom,
  type Snapshot,
  type SnapshotFrom,
  type StateValue,
} from "xstate";
import { Reactions } from "./reactions.ts";

/** What a machine's surroundings do for it. */
export interface Stage<Logic extends AnyStateMachine, Effect> {
  /** Takes the effects of the last event out of the machine's own tables. */
  effects(snapshot: SnapshotFrom<Logic>): readonly Effect[];
  /** Does one; its outcome comes back as an event. */
  perform(effect: Effect): void;
  /** It is about to take an event of this type. */
  took?(type: string): void;
  /** The machine has reached an end, or broke down with `error`. */
  ended(snapshot: SnapshotFrom<Logic>, error?: unknown): void;
}

/**
 * Keeps one live machine: events in, effects out, one event at a time. What an effect brings about
 * at once is the next event, never one within the other.
 */
export class Host<Logic extends AnyStateMachine, Effect> {
  readonly #logic: Logic;
  readonly #actor;
  readonly #stage: Stage<Logic, Effect>;
  readonly #reactions: Reactions;
  /** Of the states that it has come to by reactions: of a machine that is all reactions, which XState only begins. */
  readonly #snapshots = new Map<StateValue, SnapshotFrom<Logic>>();
  #snapshot: SnapshotFrom<Logic> | null = null;
  #events: EventFromLogic<Logic>[] = [];
  #busy = true;
  #ended = false;

  /** With `restored` it goes on from there, in place of its beginning. */
  constructor(
    logic: Logic,
    input: InputFrom<Logic>,
    stage: Stage<Logic, Effect>,
    restored?: SnapshotFrom<Logic>,
  ) {
    this.#logic = logic;
    this.#stage = stage;
    this.#reactions = Reactions.of(logic);
    this.#actor = createActor(logic, restored === undefined ? { input } : { input, snapshot: restored });
    // Its error is found in its snapshot; without an observer XState would throw it out of reach as well.
    this.#actor.subscribe({ error: () => {} });
    this.#actor.start();
    this.#run();
  }

  get snapshot(): SnapshotFrom<Logic> {
    return this.#snapshot ?? this.#actor.getSnapshot();
  }

  /** Hands the machine an event; after its end nothing happens. */
  send(event: EventFromLogic<Logic>): void {
    this.#events.push(event);
    if (!this.#busy) this.#run();
  }

  #run(): void {
    this.#busy = true;
    this.#perform();
    for (let i = 0; i < this.#events.length && !this.#ended; i++) {
      this.#take(this.#events[i] as EventFromLogic<Logic>);
    }
    this.#events = [];
    // Nothing is taken any more after the end.
    this.#busy = this.#ended;
  }

  #take(event: EventFromLogic<Logic>): void {
    const { value, context } = this.snapshot;
    this.#stage.took?.(event.type);
    try {
      const now = this.#reactions.react(value, context, event);
      if (now === null) this.#actor.send(event);
      else if (now !== value) this.#enter(now, context);
    } catch (error) {
      this.#actor.stop();
      return this.#end(error);
    }
    this.#perform();
  }

  #enter(value: StateValue, context: unknown): void {
    const known =
      this.#snapshots.get(value) ?? (this.#logic.resolveState({ value, context }) as SnapshotFrom<Logic>);
    this.#snapshots.set(value, known);
    this.#snapshot = known;
  }

  #perform(): void {
    const snapshot = this.snapshot;
    const { status, error }: Snapshot<unknown> = snapshot;
    if (status !== "error") for (const effect of this.#stage.effects(snapshot)) this.#stage.perform(effect);
    if (status !== "active") this.#end(error);
  }

  #end(error: unknown): void {
    this.#ended = true;
    this.#stage.ended(this.snapshot, error);
  }
}
