import { Client } from "troupe";
import type { Bus } from "../../src/bus/bus.ts";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { type SchedulerService, serveScheduler } from "../../src/cluster/scheduler.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { MemoryLogs } from "../../src/store/memory.ts";

/** A cluster in memory whose schedulers die and succeed one another, with one log for all. */
export class Dynasty implements AsyncDisposable {
  readonly logs = new MemoryLogs();
  readonly #broker = new MemoryBroker();
  readonly #clients: Client[] = [];
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

  async join(name: string): Promise<Client> {
    const address = { cluster: "dynasty", url: "memory", connect: async () => this.#broker.connect() };
    const client = await Client.connect(address, { name });
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    this.scheduler.stop();
  }

  #serve(): SchedulerService {
    const store = this.logs.open();
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
