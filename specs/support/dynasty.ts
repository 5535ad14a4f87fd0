import { Client } from "troupe";
import { startPoolWorker } from "../../dist/src/cluster/pool-worker.js";
import type { WorkerService } from "../../dist/src/cluster/worker.js";
import type { Bus } from "../../src/bus/bus.ts";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { type SchedulerService, serveScheduler } from "../../src/cluster/scheduler.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { Log } from "../../src/store/log.ts";
import { MemoryLogs } from "../../src/store/memory.ts";

/** A cluster in memory whose schedulers die and succeed one another, with one log for all. */
export class Dynasty implements AsyncDisposable {
  readonly logs = new MemoryLogs();
  readonly #broker = new MemoryBroker();
  readonly #clients: Client[] = [];
  readonly #workers = new Set<WorkerService>();
  /** What becomes of what a scheduler would store. */
  append: (log: Log, entry: Uint8Array) => Promise<void> = (log, entry) => log.append(entry);
  #bus: Bus = this.#broker.connect();
  scheduler: SchedulerService = this.#serve();

  static async begin(): Promise<Dynasty> {
    const dynasty = new Dynasty();
    await dynasty.scheduler.leading;
    return dynasty;
  }

  /** The scheduler is cut off for good, in the midst of what it does, and another leads. */
  async succeed(): Promise<void> {
    const { scheduler } = this;
    await this.#bus.close();
    this.#bus = this.#broker.connect();
    this.scheduler = this.#serve();
    await this.scheduler.leading;
    scheduler.stop();
  }

  /** A worker of one thread. */
  async hire(name: string): Promise<WorkerService> {
    const bus = this.#broker.connect();
    const worker = startPoolWorker({ bus, cluster: "dynasty", name, threads: 1, log: () => {} });
    this.#workers.add(worker);
    void worker.ended.finally(() => bus.close());
    await worker.joined;
    return worker;
  }

  async fire(worker: WorkerService): Promise<void> {
    this.#workers.delete(worker);
    worker.stop();
    await worker.ended;
  }

  async join(name: string): Promise<Client> {
    const address = { cluster: "dynasty", url: "memory", connect: async () => this.#broker.connect() };
    const client = await Client.connect(address, { name });
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all([...this.#workers].map((worker) => this.fire(worker)));
    this.scheduler.stop();
  }

  #serve(): SchedulerService {
    const log = this.logs.open();
    const store = { ...log, append: (entry: Uint8Array) => this.append(log, entry) };
    const service = serveScheduler({
      bus: this.#bus,
      clock: systemClock,
      cluster: "dynasty",
      store,
      log: () => {},
    });
    service.ended.catch(() => {});
    return service;
  }
}
