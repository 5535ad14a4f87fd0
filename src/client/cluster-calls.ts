import type { Observable } from "rxjs";
import { readModule } from "../code/module.ts";
import type { Profile } from "../profile/profile.ts";
import type { Answer } from "../protocol/questions.ts";
import { within } from "../runtime/within.ts";
import { CoordinationCalls } from "./coordination/coordination-calls.ts";
import { Future } from "./futures/future.ts";
import type {
  Arguments,
  Callable,
  Overloaded,
  Overloads,
  Result,
  TaskFunction,
  Values,
} from "./futures/types.ts";
import { whoHas } from "./futures/who-has.ts";
import { type ProfileOptions, profile } from "./observer/profile.ts";
import { check, DURATION, FLAG, NATURAL, type Rule, WAIT_RULES } from "./options.ts";
import { Entry } from "./session/entry.ts";
import { Hold } from "./session/hold.ts";
import type { Session } from "./session/session.ts";
import { type ClientStatus, statusOf } from "./status.ts";
import { Submission } from "./submission.ts";
import { type WorkerInfo, workerInfo } from "./worker-info.ts";

const NAME: Rule = [
  (value) => typeof value === "string" && /^\P{Cs}{1,200}$/su.test(value),
  "a text of 1 to 200 characters",
];

const NAMES: Rule = [
  (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  "an array of names",
];

/** The session of a client, for what is no method of it. */
export let sessionOf: (client: ClusterCalls) => Session;

/** What a client can ask of its cluster as a whole. */
export abstract class ClusterCalls extends CoordinationCalls {
  readonly #session: Session;
  readonly #random: () => string;

  static {
    sessionOf = (client) => client.#session;
  }

  protected constructor(session: Session, random: () => string) {
    super(session, random);
    this.#session = session;
    this.#random = random;
  }

  /** The workers of the cluster, as this client knows them now. */
  workers(): WorkerInfo[] {
    return this.#session.roster.workers.map(workerInfo);
  }

  /** Resolves when there are `count` workers; rejects with `TimeoutError` after `timeout` ms. */
  async waitForWorkers(count: number, options: { readonly timeout?: number } = {}): Promise<void> {
    check({ ...options, count: count ?? null }, { count: NATURAL, timeout: DURATION });
    let stop = () => {};
    const enough = new Promise<void>((resolve, reject) => {
      const look = () => {
        if (this.#session.closed !== null) reject(this.#session.closed);
        else if (this.#session.roster.workers.length >= count) resolve();
      };
      stop = this.#session.roster.watch(look);
      look();
    });
    try {
      await within(
        this.#session.clock,
        enough,
        options.timeout,
        `${count} ${count === 1 ? "worker" : "workers"}`,
      );
    } finally {
      stop();
    }
  }

  /** How the connection and the cluster are, now and whenever that changes. */
  get status$(): Observable<ClientStatus> {
    return statusOf(this.#session.bus, this.#session);
  }

  /** Runs an overloaded function: its first signature that takes the arguments counts. */
  run<F, const P extends Arguments<Overloads<F>>>(fn: F, ...args: P): Promise<Map<string, Overloaded<F, P>>>;
  /**
   * Runs `fn` once on every worker that there is now, on a thread of its own, whatever else runs there; resolves
   * with the results by names of workers. When all have ended and one has failed it rejects with that error,
   * whose message names the worker; one that leaves or dies meanwhile is a `LostError`.
   */
  run<P extends Arguments<A>, A extends readonly unknown[] = Values<P>, R = unknown>(
    fn: TaskFunction<A, R>,
    ...args: P
  ): Promise<Map<string, Result<R>>>;
  async run(fn: Callable, ...args: readonly unknown[]): Promise<Map<string, unknown>> {
    if (this.#session.closed !== null) throw this.#session.closed;
    const submission = new Submission(this.#session, fn, { pure: false }, this.#random);
    // A scheduler that takes over from another welcomes clients before it knows who there is.
    await this.#session.roster.known;
    const futures = this.workers().map(
      ({ name, address }) => [name, new Future(this.#session, submission.call(args, address))] as const,
    );
    try {
      const runs = futures.map(async ([name, future]) => [name, await named(future, name)] as const);
      await Promise.allSettled(runs);
      return new Map(await Promise.all(runs));
    } finally {
      for (const [, future] of futures) future.release();
    }
  }

  /**
   * Drops all work of all clients: every key is cancelled, every running task ended, and each worker starts
   * with new threads. Resolves when the workers are there again, rejects with `TimeoutError` after `timeout` ms.
   */
  async restart(options: { readonly timeout?: number } = {}): Promise<void> {
    check(options, WAIT_RULES);
    await this.#ask(this.#session.questions.ask(["restart"]), options.timeout, "the workers to restart");
  }

  /**
   * Lets workers go, by names or addresses: they take no more work, their tasks get to finish, results that only
   * they hold move to others; then they end, with their actors. Resolves when they have left; rejects with
   * `NotFoundError` for a name that no worker has, and where nobody is left to take over, and they stay.
   */
  async retireWorkers(names: readonly string[], options: { readonly timeout?: number } = {}): Promise<void> {
    check({ names: names ?? null, ...options }, { names: NAMES, timeout: DURATION });
    const left = this.#session.questions.ask(["retire", names]);
    await this.#ask(left, options.timeout, `${names.join(", ")} to leave`);
  }

  /**
   * Gives a name to a future's key: the cluster keeps it, whoever goes, until the name is taken back. Rejects
   * where the name is another key's already, unless `override` takes it from that.
   */
  async publish(
    name: string,
    future: Future<unknown>,
    options: { readonly override?: boolean } = {},
  ): Promise<void> {
    check({ name: name ?? null, ...options }, { name: NAME, override: FLAG });
    if (!(future instanceof Future)) throw new TypeError("What is published is a future of this client.");
    const { override = false } = options;
    const entry = future.sharedIn(this.#session, "be published");
    const hold = new Hold(this.#session, entry);
    try {
      const tell = () => this.#session.briefing.tell(entry);
      await this.#session.questions.ask(["publish", name, entry.key, override], tell);
    } finally {
      hold.end();
    }
  }

  /**
   * A future, at once, of the value that is published under a name; it has a key of its own, and lives on when
   * the name is taken back. It fails with `NotFoundError` where nothing is published so.
   */
  published<T = unknown>(name: string): Future<T> {
    check({ name: name ?? null }, { name: NAME });
    if (this.#session.closed !== null) throw this.#session.closed;
    const key = `${name.replaceAll(/\s/g, "_")}-${this.#random()}`;
    const entry = new Entry(key, { message: ["find", key, name], dependencies: [] });
    this.#session.add(entry);
    return new Future<T>(this.#session, entry);
  }

  /** Takes a name back; what nobody else holds is forgotten. A name that nobody has is no error. */
  async unpublish(name: string): Promise<void> {
    check({ name: name ?? null }, { name: NAME });
    await this.#session.questions.ask(["unpublish", name]);
  }

  /** Names of the workers that hold each result, by key; none where it is so small that the scheduler keeps it. */
  async whoHas(futures: Future<unknown> | Iterable<Future<unknown>>): Promise<Map<string, string[]>> {
    return whoHas(this.#session, futures);
  }

  /**
   * Samples what the threads of all workers do, for `duration` ms or as long as `while` goes on; resolves with all of
   * it as one tree of functions, and writes that where a `filename` is given. What a worker cannot tell is named in
   * `missing`.
   */
  profile(options: ProfileOptions = {}): Promise<Profile> {
    return profile(this.#session, options);
  }

  /** The keys of the tasks that are assigned to each worker, by its name. */
  async processing(): Promise<Map<string, string[]>> {
    const answer = await this.#session.questions.ask(["processing"]);
    return new Map(answer[0] === "processing" ? answer[2].map(([name, keys]) => [name, [...keys]]) : []);
  }

  /**
   * Sends one self-contained file to every worker, present and future, so that functions of
   * `remoteModule(url)` run there where they do not have the file. Rejects with `CaptureError` where it cannot
   * be read.
   */
  async uploadModule(url: URL | string): Promise<void> {
    const file = readModule(url);
    this.#session.briefing.provide(file);
    await this.#session.questions.ask(["upload", file]);
  }

  #ask(answer: Promise<Answer>, timeout: number | undefined, what: string): Promise<Answer> {
    return within(this.#session.clock, answer, timeout, what);
  }
}

/** The value, or an error whose message names the worker. */
async function named(future: Future<unknown>, worker: string): Promise<unknown> {
  try {
    return await future;
  } catch (error) {
    if (error instanceof Error) error.message = `${error.message} (on worker ${worker})`;
    throw error;
  }
}
