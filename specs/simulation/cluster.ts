import { validate } from "../../actors/scheduler/validate.ts";
import { Client } from "../../src/client/client.ts";
import { type SchedulerService, serveScheduler } from "../../src/cluster/scheduler.ts";
import { serveWorker, type WorkerService } from "../../src/cluster/worker.ts";
import type { Resource } from "../../src/protocol/messages.ts";
import { SimulatedClock } from "./clock.ts";
import { SimulatedExecutor } from "./executor.ts";
import type { SimulatedLogs } from "./log.ts";
import { type SimulatedBus, SimulatedNetwork, type Weather } from "./network.ts";
import { Random } from "./random.ts";

/** A worker process of the simulation. */
export interface SimulatedWorker {
  readonly service: WorkerService;
  readonly bus: SimulatedBus;
}

/** A client process of the simulation. */
export interface SimulatedClient {
  readonly client: Client;
  readonly bus: SimulatedBus;
}

/** A whole cluster under virtual time: real scheduler, workers and clients, a simulated network and machine. */
export class SimulatedCluster {
  readonly clock = new SimulatedClock();
  readonly random: Random;
  readonly network: SimulatedNetwork;
  scheduler: SchedulerService;
  /** Where primitives outlive a scheduler, if anywhere. */
  readonly #logs: SimulatedLogs | null;
  readonly workers: SimulatedWorker[] = [];
  readonly log: string[] = [];
  #schedulerBus: SimulatedBus;
  #ids = 0;

  /** With logs, what primitives do is stored in some ms. */
  constructor(seed: number, weather: Weather, logs: SimulatedLogs | null = null) {
    this.random = new Random(seed);
    this.#logs = logs;
    this.network = new SimulatedNetwork(this.clock, this.random, weather);
    this.#schedulerBus = this.network.connect();
    this.scheduler = this.#serve();
  }

  addWorker(threads: number, work: number, resources: readonly Resource[]): SimulatedWorker {
    const id = `w${this.#ids++}`;
    const bus = this.network.connect();
    const { clock, random } = this;
    const address = `worker.${id}`;
    const service = serveWorker({
      bus,
      clock,
      cluster: "default",
      address,
      name: id,
      threads,
      host: "simulated",
      resources,
      log: (text) => this.log.push(text),
      executor: (listener) => new SimulatedExecutor({ clock, random, bus, address, threads, work }, listener),
    });
    const worker = { service, bus };
    this.workers.push(worker);
    return worker;
  }

  /** The process is gone, without a word. */
  crash(worker: SimulatedWorker): void {
    worker.bus.cut();
    this.#remove(worker);
  }

  /** The process was asked to end, and does so in its own time. */
  leave(worker: SimulatedWorker, patient: boolean): void {
    worker.service.leave(patient);
    void worker.service.departed.then(() => this.#remove(worker));
  }

  /** The scheduler is gone without a word, and another begins. */
  restartScheduler(): void {
    this.#schedulerBus.cut();
    this.#logs?.crash();
    this.#schedulerBus = this.network.connect();
    this.scheduler = this.#serve();
  }

  connect(): Client {
    return this.join().client;
  }

  /** A client, and the connection of its process. */
  join(): SimulatedClient {
    const { clock, random } = this;
    const address = `client.c${this.#ids++}`;
    const bus = this.network.connect();
    const client = Client.over(
      { bus, cluster: "default", address, name: address, clock, random: () => random.hex() },
      async () => {},
    );
    return { client, bus };
  }

  /** Lets virtual time pass until `done`, or fails after `limit` ms of it. */
  async run(done: () => boolean, limit: number): Promise<void> {
    const end = this.clock.now() + limit;
    while (!done()) {
      await settle();
      validate(this.scheduler.tables);
      if (done()) return;
      if (!this.clock.step()) throw new Error("Nothing is left to happen, and it is not done.");
      if (this.clock.now() > end)
        throw new Error(`It is not done after ${limit} ms of virtual time.\n${this.#report()}`);
    }
  }

  #remove(worker: SimulatedWorker): void {
    const at = this.workers.indexOf(worker);
    if (at >= 0) this.workers.splice(at, 1);
  }

  #serve(): SchedulerService {
    return serveScheduler({
      bus: this.#schedulerBus,
      clock: this.clock,
      cluster: "default",
      store: this.#logs?.open(this.clock, this.random),
      log: (text) => this.log.push(text),
    });
  }

  #report(): string {
    const { tables } = this.scheduler;
    const open = [...tables.tasks.values()].filter(
      (row) => row.state !== "finished" && row.state !== "failed",
    );
    const rows = (open.length > 0 ? open : [...tables.tasks.values()])
      .slice(0, 5)
      .map((row) => `${row.key} ${row.state}\n  ${tables.story.of(row.key).join("\n  ")}`);
    return [`${tables.tasks.size} tasks, ${tables.workers.size} workers`, ...rows, ...this.log].join("\n");
  }
}

/** Lets all promises that can settle do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
