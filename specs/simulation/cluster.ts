import { validate } from "../../actors/scheduler/validate.ts";
import { Client } from "../../src/client/client.ts";
import type { SchedulerService } from "../../src/cluster/scheduler.ts";
import { serveWorker, type WorkerService } from "../../src/cluster/worker.ts";
import type { Resource } from "../../src/protocol/messages.ts";
import { BLIND } from "../support/sampler.ts";
import { Books } from "./books.ts";
import type { SimulatedBus } from "./bus.ts";
import { SimulatedClock } from "./clock.ts";
import { Court } from "./court.ts";
import { SimulatedExecutor } from "./executor.ts";
import { Hearing } from "./hearing.ts";
import type { SimulatedLogs } from "./log.ts";
import { keepAll } from "./memory.ts";
import { SimulatedNetwork, type Weather } from "./network.ts";
import { SimulatedProcess } from "./process.ts";
import { Random } from "./random.ts";

/** A worker process of the simulation. */
export interface SimulatedWorker {
  readonly service: WorkerService;
  readonly process: SimulatedProcess;
  /** What runs its tasks, and hosts its actors: those that it had so far, the present one last. */
  readonly executors: readonly SimulatedExecutor[];
}

/** A client process of the simulation. */
export interface SimulatedClient {
  readonly client: Client;
  readonly bus: SimulatedBus;
  readonly process: SimulatedProcess;
}

/** A whole cluster under virtual time: real scheduler, workers and clients, a simulated network and machine. */
export class SimulatedCluster {
  readonly clock = new SimulatedClock();
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly court: Court;
  readonly #books = new Books(this);
  readonly #hearing = new Hearing(this);
  readonly workers: SimulatedWorker[] = [];
  readonly log: string[] = [];
  /** What must hold between any two things that happen. */
  readonly invariants: (() => void)[] = [];
  #ids = 0;

  /** With logs, what primitives do is stored in some ms; a scheduler that stands by leads when the other does not. */
  constructor(seed: number, weather: Weather, logs: SimulatedLogs | null = null, standby = false) {
    this.random = new Random(seed);
    const network = new SimulatedNetwork(this.clock, this.random, weather);
    this.network = network;
    keepAll();
    this.court = new Court({ network, logs, standby, log: (text) => this.log.push(text) });
    this.invariants.push(() => {
      for (const tables of this.court.tables) validate(tables);
      this.court.check();
      this.#books.check();
      this.#hearing.check();
    });
  }

  addWorker(threads: number, work: number, resources: readonly Resource[]): SimulatedWorker {
    const id = `w${this.#ids++}`;
    const { network } = this;
    const process = this.#start(id);
    const bus = network.connect(process);
    const identity = { name: id, address: `worker.${id}`, threads, host: "simulated" };
    const executors: SimulatedExecutor[] = [];
    const service = serveWorker({
      ...identity,
      bus,
      clock: process,
      cluster: "default",
      resources,
      log: ({ msg }) => this.log.push(msg),
      sampler: BLIND,
      executor: (listener, tracing) => {
        const machine = { network, process, bus, worker: identity, threads, work };
        const executor = new SimulatedExecutor(
          machine,
          this.#books.hear(identity.address, listener),
          tracing,
        );
        executors.push(executor);
        return executor;
      },
    });
    const worker = { service, process, executors };
    this.workers.push(worker);
    return worker;
  }

  /** That which came to lead last. */
  get scheduler(): SchedulerService {
    return this.court.scheduler;
  }

  /** The process is gone, without a word. */
  crash(worker: SimulatedWorker): void {
    worker.process.kill();
    this.#remove(worker);
  }

  /** The process was asked to end, and does so in its own time. */
  leave(worker: SimulatedWorker, patient: boolean): void {
    worker.service.leave(patient);
    const { departed, ended } = worker.service;
    void departed.then(() => this.#remove(worker));
    void ended.then(() => worker.process.kill());
  }

  connect(): Client {
    return this.join().client;
  }

  /** A client, and the connection of its process. */
  join(): SimulatedClient {
    const { network, random } = this;
    const address = `client.c${this.#ids++}`;
    const process = this.#start(address);
    const bus = network.connect(process);
    const client = Client.over(
      { bus, cluster: "default", address, name: address, clock: process, random: () => random.hex() },
      async () => {},
    );
    return { client, bus, process };
  }

  /** Lets virtual time pass until `done`, or rejects after `limit` ms of it. */
  run(done: () => boolean, limit: number): Promise<void> {
    const end = this.clock.now() + limit;
    return new Promise((resolve, reject) => {
      // All promises that can settle do so between two turns; stacks do not tell who lets time pass.
      const turn = () => {
        try {
          if (this.#turn(done, end, limit)) resolve();
          else setImmediate(turn);
        } catch (error) {
          reject(error);
        }
      };
      setImmediate(turn);
    });
  }

  /** Lets one thing happen, unless it is done. */
  #turn(done: () => boolean, end: number, limit: number): boolean {
    for (const invariant of this.invariants) invariant();
    if (done()) return true;
    if (this.clock.held) return false;
    if (!this.clock.step()) throw new Error("Nothing is left to happen, and it is not done.");
    if (this.clock.now() > end)
      throw new Error(`It is not done after ${limit} ms of virtual time.\n${this.#report()}`);
    return false;
  }

  #remove(worker: SimulatedWorker): void {
    const at = this.workers.indexOf(worker);
    if (at >= 0) this.workers.splice(at, 1);
  }

  #start(name: string): SimulatedProcess {
    return new SimulatedProcess(this.clock, name);
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
