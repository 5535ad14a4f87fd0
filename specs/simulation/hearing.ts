import { SWEEP_MS } from "../../actors/scheduler/machine.ts";
import type { Tables } from "../../actors/scheduler/tables.ts";
import type { WorkerRow } from "../../actors/scheduler/worker-row.ts";
import { WORKER_SILENCE } from "../../actors/scheduler/workers.ts";
import { mailSubject, SCHEDULER } from "../../src/protocol/subjects.ts";
import type { SimulatedCluster } from "./cluster.ts";

/**
 * Whom a scheduler takes for silent.
 *
 * H1. It takes no worker for dead for its silence from which anything has come meanwhile.
 */
export class Hearing {
  readonly #cluster: SimulatedCluster;
  #tables: Tables | null = null;
  /** Those that were there at the last look. */
  #workers: readonly WorkerRow[] = [];

  constructor(cluster: SimulatedCluster) {
    this.#cluster = cluster;
  }

  /** Throws where somebody was taken for dead who was heard. */
  check(): void {
    const { tables } = this.#cluster.scheduler;
    if (tables === this.#tables) for (const worker of this.#workers) this.#look(tables, worker);
    this.#tables = tables;
    this.#workers = [...tables.workers.values()];
  }

  #look(tables: Tables, { address, name, silence }: WorkerRow): void {
    if (tables.workers.has(address) || silence < WORKER_SILENCE) return;
    // Who leaves may have been silent before it said so.
    if (tables.cause !== `${name} has died`) return;
    const { clock, court, network } = this.#cluster;
    const heard = network.arrival(mailSubject("default", SCHEDULER, address), court.leader);
    const ms = clock.now() - heard;
    if (ms < WORKER_SILENCE * SWEEP_MS)
      throw new Error(`H1: ${name} is taken for dead, and was heard ${ms} ms before.`);
  }
}
