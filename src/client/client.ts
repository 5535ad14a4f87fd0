import { randomUUID } from "node:crypto";
import type { InspectOptionsStylized } from "node:util";
import type { AnyActorLogic } from "xstate";
import { ClosedError } from "../protocol/errors.ts";
import { ActorCalls } from "./actor-calls.ts";
import { type ActorClass, type ActorOptions, type ActorRef, referenceOf } from "./actors/actor.ts";
import type { MachineRef } from "./actors/machine-ref.ts";
import { type ClusterAddress, type ConnectOptions, enter, type Place } from "./connection/connect.ts";
import { begun, ended } from "./connection/known.ts";
import { type ClientSeams, sessionOver } from "./connection/seams.ts";
import { Future } from "./futures/future.ts";
import { gather } from "./futures/gather.ts";
import { type ScatterOptions, scatter } from "./futures/scatter.ts";
import type {
  Arguments,
  Callable,
  Gathered,
  Items,
  Iterables,
  Overloaded,
  Overloads,
  Result,
  Scattered,
  TaskFunction,
  Values,
} from "./futures/types.ts";
import { zip } from "./futures/zip.ts";
import { check, KEY_RULES } from "./options.ts";
import type { Session } from "./session/session.ts";
import { type SpawnArguments, spawn } from "./spawn.ts";
import { Submission } from "./submission.ts";
import { SUBMIT_RULES, type SubmitOptions } from "./submit-options.ts";
import { SHOWN, shown } from "./text/shown.ts";

const draw = () => randomUUID().replaceAll("-", "");

/** A client that makes an actor of what is submitted. */
export interface ActorClient extends Omit<Client, "submit" | "map" | "options"> {
  options(options: ActorOptions): ActorClient;
  options(options: SubmitOptions & { readonly actor: false }): Client;
  options(options: SubmitOptions): ActorClient;
  /** Makes an actor; futures among the arguments arrive at its constructor as their values. */
  submit<P extends Arguments<A>, T extends object, A extends readonly unknown[] = Values<P>>(
    Class: ActorClass<A, T>,
    ...args: P
  ): Future<ActorRef<T>>;
  /** Makes an actor for every item, or for the items of several iterables side by side; stops at the shortest. */
  map<P extends Iterables<A>, T extends object, A extends readonly unknown[] = Values<Items<P>>>(
    Class: ActorClass<A, T>,
    ...iterables: P
  ): Future<ActorRef<T>>[];
}

/** A cluster as seen from a program or from inside a task: submits functions and gathers what comes of them. */
export class Client extends ActorCalls {
  readonly #session: Session;
  readonly #options: SubmitOptions;
  readonly #random: () => string;
  readonly #close: (() => Promise<void>) | null;
  readonly #place: Place;

  private constructor(
    session: Session,
    random: () => string,
    close: (() => Promise<void>) | null,
    options: SubmitOptions,
    place: Place,
  ) {
    super(session, random);
    this.#session = session;
    this.#random = random;
    this.#close = close;
    this.#options = options;
    this.#place = place;
  }

  /**
   * Joins a cluster that runs already; rejects with `TimeoutError` when no server or scheduler answers in
   * time. `close` is called when the client has left.
   */
  static async connect(
    where?: string | readonly string[] | ConnectOptions | ClusterAddress,
    options: Omit<ConnectOptions, "servers"> = {},
    close: () => Promise<void> = async () => {},
  ): Promise<Client> {
    try {
      const { bus, session, place } = await enter(where, options, `client.${draw()}`);
      begun(session);
      return new Client(session, draw, () => bus.close().then(close), {}, place);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /**
   * A client over a bus that is there already; `close` ends what it was made with. Where there is no `close`
   * it belongs to others too, and who closes it ends nothing.
   */
  static over(seams: ClientSeams, close: (() => Promise<void>) | null = null): Client {
    const session = sessionOver(seams);
    begun(session);
    return new Client(session, seams.random ?? draw, close, {}, { url: seams.cluster, dashboardUrl: null });
  }

  /** Where people can look at the cluster in a browser; null where this client knows of no such place. */
  get dashboardUrl(): string | null {
    return this.#place.dashboardUrl;
  }

  /** This client with other options for what it submits: then what that is makes actors. */
  options(options: ActorOptions): ActorClient;
  /** This client with other options for what it submits. */
  options(options: SubmitOptions): Client;
  options(options: SubmitOptions): Client | ActorClient {
    check(options, SUBMIT_RULES);
    const all = { ...this.#options, ...options };
    return new Client(this.#session, this.#random, this.#close, all, this.#place);
  }

  /** Submits an overloaded function: its first signature that takes the arguments counts. */
  submit<F, const P extends Arguments<Overloads<F>>>(fn: F, ...args: P): Future<Overloaded<F, P>>;
  /**
   * Runs `fn` on a worker; futures among the arguments, also inside containers, arrive there as their
   * values. Throws `CaptureError` where the function, `SerializationError` where an argument cannot be sent.
   */
  submit<P extends Arguments<A>, A extends readonly unknown[] = Values<P>, R = unknown>(
    fn: TaskFunction<A, R>,
    ...args: P
  ): Future<Result<R>>;
  submit(fn: Callable, ...args: readonly unknown[]): Future<unknown> {
    const submission = this.#submission(fn);
    return new Future(this.#session, submission.call(args));
  }

  /** Maps an overloaded function: its first signature that takes the items counts. */
  map<F, const P extends Iterables<Overloads<F>>>(fn: F, ...iterables: P): Future<Overloaded<F, Items<P>>>[];
  /** Submits `fn` for every item, or for the items of several iterables side by side; stops at the shortest. */
  map<P extends Iterables<A>, A extends readonly unknown[] = Values<Items<P>>, R = unknown>(
    fn: TaskFunction<A, R>,
    ...iterables: P
  ): Future<Result<R>>[];
  map(fn: Callable, ...iterables: readonly Iterable<unknown>[]): Future<unknown>[] {
    const submission = this.#submission(fn);
    const calls = zip(iterables);
    const futures: Future<unknown>[] = [];
    try {
      for (const args of calls) futures.push(new Future(this.#session, submission.call(args)));
    } catch (error) {
      for (const future of futures) future.release();
      throw error;
    }
    return futures;
  }

  /**
   * Makes an actor: an instance of `Class` on the worker with the fewest, which lives as long as somebody
   * holds it. Rejects with what the constructor throws, `CaptureError` where the class cannot be sent.
   */
  async actor<A extends readonly unknown[], T extends object, const P extends Arguments<A>>(
    Class: ActorClass<A, T>,
    ...args: P
  ): Promise<ActorRef<T>> {
    const submission = new Submission(this.#session, Class, this.#options, this.#random, "object");
    const future = new Future(this.#session, submission.call(args));
    return (await referenceOf(future)) as ActorRef<T>;
  }

  /**
   * Starts a machine, or other logic of XState's that a module exports, on the worker with the fewest actors.
   * Rejects with what it throws while it begins, `CaptureError` where it is no export of a module, `TypeError`
   * where that is no logic.
   */
  async spawn<L extends AnyActorLogic>(logic: L, ...[options]: SpawnArguments<L>): Promise<MachineRef<L>> {
    return (await spawn(this.#session, logic, options ?? {}, this.#options, this.#random)) as MachineRef<L>;
  }

  /** A future of a key that exists already, such as another client's. */
  future<T = unknown>(key: string): Future<T> {
    check({ key: key ?? null }, KEY_RULES);
    if (this.#session.closed !== null) throw this.#session.closed;
    return this.#session.references.meet(["future", key]) as Future<T>;
  }

  /** The values of all futures in `futures`, in the same shape; `skip` leaves failed ones out. */
  async gather<T>(futures: T, options: { readonly errors?: "raise" | "skip" } = {}): Promise<Gathered<T>> {
    return (await gather(this.#session, futures, options)) as Gathered<T>;
  }

  /**
   * Sends values to workers: each element of an array or Map, each field of a plain object, else the value as
   * one; a future is finished when its data has arrived. Throws `SerializationError` for what cannot travel.
   */
  scatter<T>(value: T, options: ScatterOptions = {}): Scattered<T> {
    return scatter(this.#session, value, options, this.#random) as Scattered<T>;
  }

  /**
   * Resolves when there is room for more: the scheduler has taken what was submitted, and of that only about 100 000
   * tasks have not ended. What is submitted without waiting for this waits in the client.
   */
  ready(): Promise<void> {
    return this.#session.intake.room();
  }

  /** Resolves when the scheduler knows of all that was submitted so far, and has stored what it is to keep until it is done. */
  async delivered(): Promise<void> {
    await this.#session.intake.delivered();
    await this.#session.kept.stored();
  }

  /**
   * Leaves the cluster; a local one ends with it. What is not settled rejects with `ClosedError`. Inside a
   * task it does nothing: the client there belongs to all tasks of the thread.
   */
  async close(): Promise<void> {
    if (this.#close === null) return;
    ended(this.#session);
    await this.#session.close(new ClosedError("The client was closed. Connect a new one."));
    await this.#close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #submission(fn: unknown): Submission {
    const form = this.#options.actor === true ? "object" : null;
    return new Submission(this.#session, fn, this.#options, this.#random, form);
  }

  override toString(): string {
    const { bus, closed, roster } = this.#session;
    if (closed !== null) return "<Client: closed>";
    const state = bus.status === "connected" ? "" : ", disconnected";
    return `<Client: '${this.#place.url}' ${roster}${state}>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }
}
