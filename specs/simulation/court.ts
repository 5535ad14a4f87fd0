import type { Tables } from "../../actors/scheduler/tables.ts";
import { type SchedulerService, serveScheduler } from "../../src/cluster/scheduler.ts";
import type { SimulatedBus } from "./bus.ts";
import type { SimulatedLogs } from "./log.ts";
import type { SimulatedNetwork } from "./network.ts";
import { SimulatedProcess } from "./process.ts";
import { SimulatedRecord, type Site } from "./record.ts";

/** Ms after which another stands by in the place of one that has ended. */
const REPLACED_MS = 300;

/** A scheduler process of the simulation. */
interface Courtier {
  readonly service: SchedulerService;
  readonly process: SimulatedProcess;
  readonly bus: SimulatedBus;
  /** It leads, or has led; without a record of that, from the beginning. */
  reigns: boolean;
}

/** What schedulers of the simulation share. */
export interface CourtOptions {
  readonly network: SimulatedNetwork;
  /** Where what primitives do and what is to be kept outlives a scheduler, if anywhere. */
  readonly logs: SimulatedLogs | null;
  /** Whether there is a record of who leads, and a second one always stands by. */
  readonly standby: boolean;
  log(text: string): void;
}

/**
 * The schedulers of a simulated cluster. Without a record of who leads there is one, and another begins when it is
 * gone; with one, two are there, of which one stands by.
 */
export class Court {
  /** Called whenever one has come to lead. */
  crowned: () => void = () => {};
  readonly #options: CourtOptions;
  readonly #record: SimulatedRecord | null;
  readonly #members = new Set<Courtier>();
  #present: Courtier;
  #names = 0;

  constructor(options: CourtOptions) {
    this.#options = options;
    this.#record = options.standby ? new SimulatedRecord() : null;
    this.#present = this.#begin(false);
    if (options.standby) this.#begin(true);
  }

  /** The one that came to lead last, or is about to be the first. */
  get scheduler(): SchedulerService {
    return this.#present.service;
  }

  get leader(): SimulatedProcess {
    return this.#present.process;
  }

  /** Of all that have not ended, the leader's first. */
  get processes(): readonly SimulatedProcess[] {
    return [...new Set([this.#present, ...this.#members])].map(({ process }) => process);
  }

  /** What all know that have not ended. */
  get tables(): readonly Tables[] {
    return [...this.#members].map(({ service }) => service.tables);
  }

  /** How many have led, and do not know yet that another does. */
  get rivals(): number {
    return [...this.#members].filter((one) => one.reigns && one !== this.#present).length;
  }

  /** The leader is gone without a word; another begins, or stands by. */
  restart(): void {
    const former = this.#present;
    if (former.process.dead) return;
    former.process.kill();
    this.#leave(former);
    if (this.#record === null) this.#present = this.#begin(false);
  }

  /** The leader stands still for `ms`; where nobody stands by, another begins. */
  usurp(ms: number): void {
    const former = this.#present;
    former.process.freeze();
    this.#options.network.clock.after(ms, () => former.process.thaw());
    if (this.#record === null) this.#present = this.#begin(false);
  }

  /** Throws where two may do something that others notice. */
  check(): void {
    if (this.#record === null) return;
    const acting = [...this.#members].filter(
      ({ service, process, bus }) => !process.dead && bus.hears && service.acts,
    );
    if (acting.length > 1) throw new Error(`${acting.map(({ process }) => process.name).join(" and ")} act.`);
  }

  #begin(standby: boolean): Courtier {
    const { network, logs, log } = this.#options;
    const { clock, random } = network;
    const process = new SimulatedProcess(clock, `scheduler${this.#names++}`);
    const bus = network.connect(process);
    const site: Site = { clock, random, process, reaches: () => bus.hears };
    const leadership = this.#record?.open(site);
    const service = serveScheduler({
      bus,
      clock: process,
      cluster: "default",
      store: logs?.open(site),
      candidature: leadership && { leadership, holder: process.name, standby },
      log: ({ msg }) => log(msg),
    });
    const member = { service, process, bus, reigns: leadership === undefined };
    this.#members.add(member);
    service.leading.then(
      () => this.#crown(member),
      () => {},
    );
    const leave = () => this.#leave(member);
    service.ended.then(leave, leave);
    return member;
  }

  /** It leads; who finds out late that it did, and that another does since, is none to look to. */
  #crown(member: Courtier): void {
    member.reigns = true;
    if (this.#isOutlived(member)) return;
    if (this.#record !== null) this.#present = member;
    this.crowned();
  }

  /** Whether another has come to lead after it. */
  #isOutlived({ service }: Courtier): boolean {
    return this.#present.reigns && this.#present.service.tables.epoch > service.tables.epoch;
  }

  /** It has ended, by itself or not; another stands by in its place. */
  #leave(member: Courtier): void {
    this.#members.delete(member);
    if (this.#record !== null) this.#options.network.clock.after(REPLACED_MS, () => this.#begin(true));
  }
}
