import {
  type AnyActorLogic,
  createActor,
  type EventFromLogic,
  type InputFrom,
  type SnapshotFrom,
} from "xstate";

/** What a machine's surroundings do for it. */
export interface Stage<Logic extends AnyActorLogic, Effect> {
  /** Takes the effects of the last event out of the machine's own tables. */
  effects(snapshot: SnapshotFrom<Logic>): readonly Effect[];
  /** Does one; its outcome comes back as an event. */
  perform(effect: Effect): void;
  /** The machine has reached an end, or broke down with `error`. */
  ended(snapshot: SnapshotFrom<Logic>, error?: unknown): void;
}

/**
 * Keeps one live machine: events in, effects out, one event at a time. What an effect brings about
 * at once is the next event, never one within the other.
 */
export class Host<Logic extends AnyActorLogic, Effect> {
  readonly #actor;
  readonly #stage: Stage<Logic, Effect>;
  #events: EventFromLogic<Logic>[] = [];
  #busy = true;
  #ended = false;

  constructor(logic: Logic, input: InputFrom<Logic>, stage: Stage<Logic, Effect>) {
    this.#stage = stage;
    this.#actor = createActor(logic, { input });
    this.#actor.subscribe({
      error: (error) => this.#end(error),
      complete: () => this.#end(),
    });
    this.#actor.start();
    this.#run();
  }

  get snapshot(): SnapshotFrom<Logic> {
    return this.#actor.getSnapshot();
  }

  /** Hands the machine an event; after its end nothing happens. */
  send(event: EventFromLogic<Logic>): void {
    this.#events.push(event);
    if (!this.#busy) this.#run();
  }

  #run(): void {
    this.#busy = true;
    this.#perform();
    for (let i = 0; i < this.#events.length; i++) {
      this.#actor.send(this.#events[i] as EventFromLogic<Logic>);
      this.#perform();
    }
    this.#events = [];
    this.#busy = false;
    if (!this.#ended) return;
    this.#ended = false;
    this.#stage.ended(this.snapshot);
  }

  #perform(): void {
    for (const effect of this.#stage.effects(this.snapshot)) this.#stage.perform(effect);
  }

  #end(error?: unknown): void {
    if (error !== undefined) this.#stage.ended(this.snapshot, error);
    else this.#ended = true;
  }
}
