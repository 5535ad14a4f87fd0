import type { WorkerEffect } from "../../actors/worker/effects.ts";
import { type WorkerInput, workerMachine } from "../../actors/worker/machine.ts";
import type { RunReport } from "../../actors/worker/reports.ts";
import type { Tables } from "../../actors/worker/tables.ts";
import type { Bus } from "../bus/bus.ts";
import type { Executor, ExecutorListener, Sampler } from "../executor/executor.ts";
import { allocate } from "../executor/words.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { ToWorker, WorkerToScheduler } from "../protocol/messages.ts";
import { checkToWorker } from "../protocol/shapes.ts";
import { announcement, SCHEDULER } from "../protocol/subjects.ts";
import type { Tracing } from "../protocol/trace.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { deferred } from "../runtime/deferred.ts";
import { epochOf } from "../runtime/epoch.ts";
import { Host } from "../runtime/host.ts";
import { Line } from "../runtime/line.ts";
import type { Logger } from "../runtime/logger.ts";
import { Fetcher, serveData } from "../runtime/transfer.ts";
import { Reception } from "./reception.ts";
import { ResultStore } from "./result-store.ts";
import { garbage } from "./strangers.ts";
import { Supply } from "./supply.ts";
import { Tracer } from "./tracer.ts";
import { WorkerLog } from "./worker-log.ts";

/** A scheduler that says nothing for this long, not even that it has heard, is not there, ms. */
const PATIENCE_MS = 3000;

/** What a worker needs to run. */
export interface WorkerOptions extends WorkerInput {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** `worker.<id>`, of this process alone. */
  readonly address: string;
  /** Makes what runs the tasks; it tells the listener what becomes of them, and who traces what took time. */
  executor(listener: ExecutorListener, tracing: Tracing): Executor;
  /** Looks at what the threads of its executors do. */
  readonly sampler: Sampler;
  readonly log: Logger;
}

/** A worker at work. */
export interface WorkerService {
  /** What it knows, to be looked at. */
  readonly tables: Tables;
  /** The results that it holds, to be looked at. */
  readonly store: ResultStore;
  /** Resolves when the scheduler has welcomed it; rejects when it is refused. */
  readonly joined: Promise<void>;
  /** Resolves when it takes no part any more, and only has to end. */
  readonly departed: Promise<void>;
  /** Resolves when it has ended as asked; rejects when it was refused or broke down. */
  readonly ended: Promise<void>;
  /** Hands over what only it holds, when it is `patient` after its tasks have ended, and ends. */
  leave(patient: boolean): void;
  /** Ends now. */
  stop(): void;
}

/** Puts the worker's machine on the bus, with an executor and a store of results. */
export function serveWorker(options: WorkerOptions): WorkerService {
  const { bus, clock, cluster, address, log } = options;
  const { name, threads, resources } = options;
  const { memoryLimit = 0 } = options;
  const identity = { name, threads, host: options.host, resources, memoryLimit };
  const joined = deferred<void>();
  const departed = deferred<void>();
  const ended = deferred<void>();
  let beating: Cancel | undefined;

  let reports: RunReport[] = [];
  const tell = (report: RunReport): void => {
    if (reports.push(report) > 1) return;
    queueMicrotask(() => {
      const batch = reports;
      reports = [];
      host.send({ type: "reports", reports: batch });
    });
  };
  const listener: ExecutorListener = {
    running: (key, run) => tell(["running", key, run]),
    waiting: (key, run) => tell(["waiting", key, run]),
    resumed: (key, run) => tell(["resumed", key, run]),
    done: (key, run, result, ms, futures) => tell(["done", key, run, result, ms, futures]),
    failed: (key, run, error) => tell(["failed", key, run, error]),
    returned: (key, run) => tell(["returned", key, run]),
    gave: (caller, number, value, references) => reception.gave(caller, number, value, references),
    threw: (caller, number, error) => reception.threw(caller, number, error),
    snapshot: (caller, number, snapshot) => reception.snapshot(caller, number, snapshot),
    emitted: (caller, number, event) => reception.emitted(caller, number, event),
    died: (key, error) => tell(["died", key, error]),
    left: (client) => tell(["left", client]),
  };
  const tracer = new Tracer({
    bus,
    clock,
    cluster,
    address,
    memory: () => ({ limit: memoryLimit, spilled: store.spilled }),
    state: () => host.snapshot.value,
    actors: () => executor.actors.figures(),
  });
  let executor = options.executor(listener, tracer.tracing);
  const store = new ResultStore({
    limit: memoryLimit || Number.POSITIVE_INFINITY,
    full: (full) => host.send({ type: "memory", full }),
    log,
  });
  const supply = new Supply(store, () => executor, {
    returned: listener.returned,
    mislaid: (key) => host.send({ type: "mislaid", key }),
  });
  const line = new Line<ToWorker, WorkerToScheduler>(
    {
      bus,
      clock,
      cluster,
      address,
      check: checkToWorker,
      deliver: (_from, messages) => {
        host.send({ type: "messages", messages });
        if (host.snapshot.matches("running") || host.snapshot.matches("paused")) joined.resolve();
      },
      garbage: (from, error) => log(garbage(from, error)),
      unreadable: (from, error) => {
        const reason = `${from} sent what cannot be read: ${error.message} Install the same version of troupe on both sides.`;
        host.send({ type: "messages", messages: [["refused", reason]] });
      },
    },
    (_to, anew, unheard) =>
      host.send(anew ? { type: "scheduler.new", unheard } : { type: "scheduler.reset" }),
  );
  const data = serveData(bus, cluster, address, (key, offset, length) => store.read(key, offset, length));
  const fetcher = new Fetcher(bus, clock, cluster, address, allocate, tracer.tracing);
  const reception = new Reception({
    bus,
    clock,
    cluster,
    address,
    log,
    sampler: options.sampler,
    actors: () => executor.actors,
  });
  const announcements = bus.subscribe(announcement(cluster), (bytes) =>
    line.announced(SCHEDULER, epochOf(bytes)),
  );

  const diary = new WorkerLog(name, log, clock);
  const perform = (effect: WorkerEffect): void => {
    switch (effect.type) {
      case "send":
        diary.note(effect.message);
        return line.send(SCHEDULER, effect.message);
      case "learn":
        return executor.learn(effect.hash, effect.code);
      case "execute":
        return supply.execute(effect);
      case "recall":
        return supply.recall(effect.key, effect.run);
      case "abort":
        return supply.abort(effect.key, effect.run, effect.graceMs);
      case "fetch":
        void fetcher.fetch(effect.key, effect.size, effect.holders).then(
          (bytes) => host.send({ type: "fetched", key: effect.key, bytes }),
          () => host.send({ type: "fetch.failed", key: effect.key }),
        );
        return;
      case "forsake":
        return fetcher.forsake(effect.holder);
      case "keep":
        return store.put(effect.key, effect.bytes);
      case "drop":
        for (const key of effect.keys) {
          store.delete(key);
          executor.actors.dismiss(key);
        }
        return;
      case "kill":
        diary.expect(effect.key);
        return executor.actors.kill(effect.key);
      case "copy":
        return supply.copy(effect.from, effect.to);
      case "module":
        return executor.provide(effect.file);
      case "restart":
        void executor.close().then(() => {
          // Nobody would end what is made after the end.
          if (host.snapshot.status !== "active") return;
          executor = options.executor(listener, tracer.tracing);
          reception.renew();
          host.send({ type: "restarted" });
        });
        return;
      case "beatAfter":
        beating?.();
        beating = clock.after(effect.ms, () => host.send({ type: "beat" }));
        return;
    }
  };
  const host: Host<typeof workerMachine, WorkerEffect> = new Host(workerMachine, identity, {
    effects: ({ context }) => context.tables.takeEffects(),
    perform,
    took: (type) => tracer.event(type),
    ended: ({ value, context }, error) => {
      beating?.();
      tracer.close();
      line.close();
      data.unsubscribe();
      announcements.unsubscribe();
      const failure =
        error ?? (value === "refused" ? new TroupeError(context.reason ?? "Refused.") : undefined);
      if (failure === undefined) departed.resolve();
      // What its end means for the calls under way is still said.
      const parted = executor.close().finally(() => reception.close());
      void Promise.allSettled([parted, store.close()]).then(async () => {
        await bus.flush().catch(() => {});
        if (failure === undefined) return ended.resolve();
        joined.reject(failure);
        ended.reject(failure);
      });
    },
  });
  /** Nobody says that it may go where nobody hears that it would. */
  const watch = (heard: number): void => {
    clock.after(PATIENCE_MS, () => {
      if (host.snapshot.status !== "active") return;
      if (line.heard === heard) host.send({ type: "stop" });
      else watch(line.heard);
    });
  };
  return {
    tables: host.snapshot.context.tables,
    store,
    joined: joined.promise,
    departed: departed.promise,
    ended: ended.promise,
    leave: (patient) => {
      host.send({ type: "leave", patient });
      watch(line.heard);
    },
    stop: () => host.send({ type: "stop" }),
  };
}
