import { randomBytes } from "node:crypto";
import type { PrimitiveView } from "../protocol/coordination.ts";
import { ProtocolError, TimeoutError } from "../protocol/errors.ts";
import type { Overview, WorkerView } from "../protocol/overview.ts";
import { type ConnectOptions, enter } from "./connect.ts";
import { within } from "./within.ts";

/** What goes on in a cluster, for people and programs that look on. */
export interface ClusterOverview {
  readonly workers: readonly WorkerOverview[];
  readonly clients: number;
  /** How many tasks are in which state. */
  readonly tasks: Readonly<Record<string, number>>;
  /** Tasks that none of the present workers may run, why, and some of their keys. */
  readonly unrunnable: readonly {
    readonly count: number;
    readonly why: string;
    readonly keys: readonly string[];
  }[];
  readonly actors: readonly { readonly key: string; readonly worker: string | null }[];
  /** Names of what is published. */
  readonly published: readonly string[];
  /** Queues, locks and the like that are in use. */
  readonly primitives: readonly PrimitiveOverview[];
}

/** A primitive, and how it stands. */
interface PrimitiveOverview {
  readonly kind: string;
  readonly name: string;
  /** Such as `held` or `empty`. */
  readonly state: string;
  /** Uses that wait. */
  readonly waiting: number;
}

/** A worker, and what it has to do. */
interface WorkerOverview {
  readonly name: string;
  readonly address: string;
  readonly threads: number;
  readonly host: string;
  /** `open`, `retiring` or `restarting`. */
  readonly state: string;
  /** Tasks that are known to run, or wait inside for others. */
  readonly running: number;
  /** Tasks that were sent to it and are not known to run. */
  readonly queued: number;
  /** Results that it holds. */
  readonly results: number;
}

/** Asks a cluster's scheduler; rejects with `TimeoutError` that names server and cluster when none answers in time. */
export async function lookAt(options: ConnectOptions): Promise<ClusterOverview> {
  const entered = await enter(options, {}, `client.${randomBytes(16).toString("hex")}`);
  const { session, bus } = entered;
  try {
    const asked = Promise.all([session.questions.ask(["overview"]), session.uses.survey()]);
    const [answer, given] = await within(session.clock, asked, entered.remaining(), "the scheduler");
    if (answer[0] !== "overview" || given[0] !== "primitives")
      throw new ProtocolError("The scheduler answered another question.");
    return read(answer[2], given[1]);
  } catch (error) {
    throw error instanceof TimeoutError ? entered.silence(error) : error;
  } finally {
    await entered.leave();
    await bus.close();
  }
}

function read(
  [workers, clients, tasks, unrunnable, actors, published]: Overview,
  primitives: readonly PrimitiveView[],
): ClusterOverview {
  return {
    workers: workers.map(readWorker),
    clients: clients - 1, // but the one that looks
    tasks: Object.fromEntries(tasks),
    unrunnable: unrunnable.map(([count, why, keys]) => ({ count, why, keys })),
    actors: actors.map(([key, worker]) => ({ key, worker })),
    published,
    primitives: primitives.map(([kind, name, state, waiting]) => ({ kind, name, state, waiting })),
  };
}

function readWorker([entry, state, running, assigned, results]: WorkerView): WorkerOverview {
  const [name, address, threads, host] = entry;
  return { name, address, threads, host, state, running, queued: assigned - running, results };
}
