import type { Bus } from "../bus/bus.ts";
import { MemoryBroker } from "../bus/memory.ts";
import { systemClock } from "../runtime/clock.ts";
import { type LogSettings, openLog } from "./logging.ts";
import type { Members } from "./members.ts";
import type { LocalSettings } from "./options.ts";
import { startPoolWorker } from "./pool-worker.ts";
import { type SchedulerService, serveScheduler } from "./scheduler.ts";
import type { WorkerService } from "./worker.ts";

/** Longest time that a timer can wait, ms. */
const FOREVER_MS = 2 ** 31 - 1;

/** A worker and its connection. */
interface Member {
  readonly service: WorkerService;
  readonly bus: Bus;
}

/** A cluster within this process: everybody on an in-memory bus, user code in threads. */
export class MemoryMembers implements Members {
  readonly url = "memory";
  readonly #cluster: string;
  readonly #settings: LocalSettings;
  readonly #logs: LogSettings;
  readonly #broker = new MemoryBroker();
  readonly #services: Member[] = [];
  /** Workers that were asked to retire, and have not ended yet. */
  readonly #leaving = new Set<Member>();
  readonly #scheduler: SchedulerService;
  /** Keeps the process alive, as a connection would, until the cluster is closed. */
  readonly #alive = setInterval(() => {}, FOREVER_MS);
  #started = 0;

  constructor(cluster: string, settings: LocalSettings, logs: LogSettings) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#logs = logs;
    const log = openLog({ role: "scheduler", cluster }, logs);
    this.#scheduler = serveScheduler({ bus: this.#broker.connect(), clock: systemClock, cluster, log });
  }

  get workers(): number {
    return this.#services.length;
  }

  async connect(): Promise<Bus> {
    return this.#broker.connect();
  }

  async scale(count: number): Promise<void> {
    const { threads, memoryLimit } = this.#settings;
    await this.#scheduler.leading;
    while (this.#services.length < count) {
      const bus = this.#broker.connect();
      const name = `worker-${this.#started++}`;
      const log = openLog({ role: "worker", cluster: this.#cluster, worker: name }, this.#logs);
      const service = startPoolWorker({ bus, cluster: this.#cluster, name, threads, memoryLimit, log });
      this.#keep({ service, bus });
    }
    const leaving = this.#services.splice(count);
    for (const member of leaving) {
      this.#leaving.add(member);
      member.service.leave(true);
    }
    await Promise.all(leaving.map(({ service }) => service.ended));
    await Promise.all(this.#services.map(({ service }) => service.joined));
  }

  /** A worker that has retired is not there any more. */
  #keep(member: Member): void {
    this.#services.push(member);
    void member.service.departed.then(() => {
      const at = this.#services.indexOf(member);
      if (at >= 0) this.#services.splice(at, 1);
      this.#leaving.add(member);
    });
    void member.service.ended.finally(() => {
      this.#leaving.delete(member);
      void member.bus.close();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#leaving, ...this.#services.splice(0)].map(end));
    this.#scheduler.stop();
    await this.#scheduler.ended;
    clearInterval(this.#alive);
  }
}

async function end({ service }: Member): Promise<void> {
  service.stop();
  await service.ended;
}
