import type { Client } from "../client/client.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import type { TaskContext, TaskInfo, WorkerIdentity } from "./context.ts";
import type { Instance } from "./instance.ts";
import { instant } from "./instant.ts";

/** What a turn is told of when it comes. */
export interface Summons {
  /** Names it on its thread. */
  readonly order: number;
  readonly instance: Instance;
  /** Ids of the turns that it comes of. */
  readonly origin: readonly string[];
  /** Its time is limited, so the process wants to know that it has begun. */
  readonly timed: boolean;
  /** The process wants to know how long it took. */
  readonly traced: boolean;
}

/** One turn of an actor: its making, or a call. */
export abstract class Turn implements TaskContext {
  readonly order: number;
  readonly instance: Instance;
  readonly origin: readonly string[];
  readonly timed: boolean;
  readonly traced: boolean;
  /** When it began, where that is traced, ms. */
  began = 0;
  /** Its id, once what it calls and submits carries that. */
  id: string | null = null;
  /** It has ended; what it left behind may go on. */
  over = false;
  /** It was given futures or actors, which are to be held here before whoever gave them lets go. */
  burdened = false;
  /** Id of the unfinished turn of the same actor that it comes of; null for a turn that waited for others to end. */
  within: string | null = null;

  constructor({ order, instance, origin, timed, traced }: Summons) {
    this.order = order;
    this.instance = instance;
    this.origin = origin;
    this.timed = timed;
    this.traced = traced;
  }

  /** What is to be done; a promise keeps the turn until it settles. */
  abstract act(): unknown;

  /** Says what came of it. */
  abstract give(value: unknown): void;

  /** It has begun, and goes on while others have their turns. */
  awaited(): void {
    this.begun();
  }

  /** Its time runs from here on. */
  protected begun(): void {
    if (this.timed) this.instance.house.say(["begun", this.order]);
  }

  /** Says what it threw. */
  fail(thrown: unknown): void {
    this.instance.house.answers.fail(this.order, thrown, this);
  }

  /** How long it has taken, where that is traced, else 0. */
  get ms(): number {
    return this.traced ? performance.now() - this.began : 0;
  }

  /** When it has ended, which is now, where that is traced, else 0. */
  get ended(): number {
    return this.traced ? instant() : 0;
  }

  /** The ids that what it calls and submits carries. One within another needs none of its own, nor does one that is over. */
  get chain(): readonly string[] {
    if (this.within !== null || (this.over && this.id === null)) return this.origin;
    this.id ??= this.instance.name(this);
    return [...this.origin, this.id];
  }

  get info(): TaskInfo {
    throw new TroupeError("getTask() was called in an actor, which is no task: call it in a function.");
  }

  protected read(args: Payload, values: ReadonlyMap<string, Payload>): unknown[] | Promise<unknown[]> {
    const { decoder } = this.instance.house;
    const before = decoder.met;
    const note = (read: unknown[]): unknown[] => {
      this.burdened = decoder.met > before;
      return read;
    };
    const read = decoder.read(args, values);
    return read instanceof Promise ? read.then(note) : note(read);
  }

  get worker(): WorkerIdentity {
    return this.instance.house.worker;
  }

  get client(): Client {
    return this.instance.house.client.client;
  }

  get self(): object {
    return this.instance.house.refer(this.instance);
  }

  /** An actor takes no slot, so it has none to give away. */
  secede(): void {}

  rejoin(): void {}
}
