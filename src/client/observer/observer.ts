import { randomBytes } from "node:crypto";
import { ProtocolError, TimeoutError } from "../../protocol/errors.ts";
import type { Answer, Look } from "../../protocol/questions.ts";
import { hostAddress, SCHEDULER } from "../../protocol/subjects.ts";
import { within } from "../../runtime/within.ts";
import { type ClusterAddress, type ConnectOptions, enter } from "../connection/connect.ts";
import { Hold } from "../session/hold.ts";
import type { Asked } from "../session/questions.ts";
import type { Session } from "../session/session.ts";
import { lookAtMachine, systemView } from "./charts.ts";
import { readActor, readFigures, readGraph, readNow, readPrimitive, readWorker } from "./sights.ts";
import { readFailure, readTask } from "./task-sights.ts";
import { Trace } from "./trace.ts";
import type {
  ActorView,
  ChartView,
  FailureView,
  GraphView,
  NowView,
  PrimitiveView,
  StreamView,
  SystemView,
  TaskView,
  WorkerView,
} from "./views.ts";

/** Ms within which a scheduler answers, unless another time is given. */
const TIMEOUT_MS = 10_000;

/** The answer to a question that was asked. */
type Seen<Kind extends Look[0]> = Extract<Answer, readonly [Kind, ...unknown[]]>;

/** What an observer is made over. */
export interface ObserverSeams {
  readonly session: Session;
  /** Ms within which a scheduler answers each question. */
  readonly timeout?: number;
  /** Says of a `TimeoutError` where was asked. */
  readonly silence?: (cause: Error) => Error;
  /** Ends what the observer was made with. */
  readonly end: () => Promise<void>;
}

/**
 * Looks on at a cluster. Each method asks the scheduler, and rejects with `TimeoutError` where none answers in time;
 * who asks the same while it is being asked shares the answer.
 */
export class Observer {
  readonly #seams: ObserverSeams;
  readonly #trace: Trace;
  readonly #asked = new Map<string, Promise<Answer>>();
  /** The last view, to tell the rate by. */
  #last: { readonly at: number; readonly epoch: number; readonly ended: number } | null = null;

  /** Over a session of its own, which no client uses. */
  constructor(seams: ObserverSeams) {
    this.#seams = seams;
    this.#trace = new Trace(seams.session);
  }

  /** Joins a cluster to look on; rejects with `TimeoutError` when no server or scheduler answers in time. */
  static async join(
    where: string | readonly string[] | ConnectOptions | ClusterAddress | undefined,
    options: Omit<ConnectOptions, "servers"> = {},
  ): Promise<Observer> {
    const address = `client.${randomBytes(16).toString("hex")}`;
    const { bus, session, timeout, silence, leave } = await enter(where, options, address);
    const end = () => leave().then(() => bus.close());
    return new Observer({ session, timeout, silence, end });
  }

  /** The cluster at a glance. */
  async now(): Promise<NowView> {
    const [, , overview] = await this.#see(["overview"]);
    const [at, epoch, , , , , ended] = overview;
    const last = this.#last?.epoch === epoch ? this.#last : null;
    const since = last === null ? 0 : at - last.at;
    const rate = last === null || since <= 0 ? 0 : ((ended - last.ended) * 1000) / since;
    if (last === null || since > 0) this.#last = { at, epoch, ended };
    return readNow(this.#seams.session.cluster, overview, rate);
  }

  /** Every worker; of very many as many as fit in a message. */
  async workers(): Promise<WorkerView[]> {
    const [, , workers] = await this.#see(["crew"]);
    return workers.map(readWorker).map((worker) => ({
      ...worker,
      load: this.#trace.look(worker.address)?.load ?? null,
    }));
  }

  /** The actors that there are, and those that wait for a worker; of very many as many as fit in a message. */
  async actors(): Promise<ActorView[]> {
    const [, , actors] = await this.#see(["actors"]);
    const addresses = new Map(this.#seams.session.roster.workers.map(([name, address]) => [name, address]));
    return actors.map((actor) => {
      const address = addresses.get(actor[3] ?? "");
      const figures = address === undefined ? undefined : this.#trace.look(address)?.actors.get(actor[0]);
      return figures === undefined ? readActor(actor) : { ...readActor(actor), ...readFigures(figures) };
    });
  }

  /** The machines of which the cluster is made; how those of workers stand once they have been heard. */
  async system(): Promise<SystemView> {
    const [, , [, , recovering, , tasks]] = await this.#see(["overview"]);
    const state = [recovering ? "recovering" : "leading"];
    const workers = this.#seams.session.roster.workers.map(
      ([name, address]) => [name, this.#trace.look(address)] as const,
    );
    const scheduler = this.#trace.look(SCHEDULER) ?? { state, events: [] };
    return systemView(scheduler, workers, Object.fromEntries(tasks));
  }

  /** The statechart of an actor that is a machine, lit where it is; null of any other, and of one that has ended. */
  async chart(key: string): Promise<ChartView | null> {
    const { session, timeout = TIMEOUT_MS } = this.#seams;
    const [, , actors] = await this.#see(["actors"]);
    const [, , form, name] = actors.find((actor) => actor[0] === key) ?? [];
    const [, address] = session.roster.workers.find((entry) => entry[0] === name) ?? [];
    if (form !== "machine" || address === undefined) return null;
    return lookAtMachine(session, { key, host: hostAddress(address), timeout });
  }

  /** Calls `listener` with what took time on the workers' threads, as it ends, until the returned function is called. */
  watch(listener: (stream: StreamView) => void): () => void {
    return this.#trace.watch(listener);
  }

  /** The queues, locks and the like that are in use. */
  async primitives(): Promise<PrimitiveView[]> {
    const given = await this.#inTime(this.#seams.session.uses.survey());
    if (given[0] !== "primitives") throw new ProtocolError("The scheduler answered another question.");
    return given[1].map(readPrimitive);
  }

  /** What is under way and what it hangs on. */
  async graph(): Promise<GraphView> {
    const [, , graph] = await this.#see(["graph"]);
    return readGraph(graph);
  }

  /** The last tasks that have failed by themselves, the latest first; 100 at most. */
  async failures(): Promise<FailureView[]> {
    const [, , failures] = await this.#see(["failures"]);
    return failures.map(readFailure);
  }

  /** A task, and its story as far as that is remembered, also when it is no more; null for a key that nobody knows. */
  async task(key: string): Promise<TaskView | null> {
    const [, , task] = await this.#see(["task", key]);
    return task === null ? null : readTask(task);
  }

  /**
   * Has a failed task run again, from what failed first; resolves when it is pending. Rejects with `LostError` for
   * a key that nobody holds, with what it failed of where that stays so.
   */
  async retry(key: string): Promise<void> {
    const { session } = this.#seams;
    const entry = session.entry(key);
    const hold = new Hold(session, entry);
    try {
      await this.#inTime(session.retry(entry));
      if (entry.outcome?.kind === "error") throw entry.outcome.error;
    } finally {
      hold.end();
    }
  }

  async close(): Promise<void> {
    this.#trace.close();
    await this.#seams.end();
  }

  async #see<Kind extends Look[0]>(look: Asked<Look> & readonly [Kind, ...unknown[]]): Promise<Seen<Kind>> {
    const answer = await this.#inTime(this.#ask(look));
    if (answer[0] !== look[0]) throw new ProtocolError("The scheduler answered another question.");
    return answer as Seen<Kind>;
  }

  #ask(look: Asked<Look>): Promise<Answer> {
    const id = look.join(" ");
    const open = this.#asked.get(id);
    if (open !== undefined) return open;
    const answer = this.#seams.session.questions.ask(look).finally(() => this.#asked.delete(id));
    this.#asked.set(id, answer);
    return answer;
  }

  /** What was asked stays so: who asks again after its time waits for the same answer. */
  async #inTime<T>(asked: Promise<T>): Promise<T> {
    const { session, timeout = TIMEOUT_MS, silence = (cause) => cause } = this.#seams;
    try {
      return await within(session.clock, asked, timeout, "the scheduler");
    } catch (error) {
      throw error instanceof TimeoutError ? silence(error) : error;
    }
  }
}
