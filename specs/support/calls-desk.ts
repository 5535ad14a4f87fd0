import { Callers, type Waiter } from "../../src/client/session/callers.ts";
import { Roster } from "../../src/client/session/roster.ts";
import { Reception } from "../../src/cluster/reception.ts";
import type { ActorHost, Call } from "../../src/executor/executor.ts";
import type { LogLine } from "../../src/protocol/log-line.ts";
import { hostAddress } from "../../src/protocol/subjects.ts";
import type { SimulatedBus } from "../simulation/bus.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { SimulatedNetwork, type Weather } from "../simulation/network.ts";
import { Random } from "../simulation/random.ts";
import { pass } from "./pass.ts";
import { BLIND } from "./sampler.ts";

export const FAIR: Weather = { drop: 0, repeat: 0, delay: 0 };
export const WORKER = "worker.w";
export const HOST = hostAddress(WORKER);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
export const bytes = (said: string) => new TextEncoder().encode(said);

/** A worker's reception before actors that do nothing by themselves, and a client that calls them. */
export class Desk {
  readonly clock = new SimulatedClock();
  readonly network: SimulatedNetwork;
  /** What the actors were told, and calls that they can answer. */
  readonly told: string[] = [];
  readonly calls: Call[] = [];
  /** What the client heard, by the member that it called. */
  readonly heard: string[] = [];
  readonly tooks: (() => void)[] = [];
  readonly roster = new Roster();
  readonly reception: Reception;
  readonly callers: Callers;
  readonly workerBus: SimulatedBus;
  readonly clientBus: SimulatedBus;

  constructor(weather = FAIR, seed = 1) {
    this.network = new SimulatedNetwork(this.clock, new Random(seed), weather);
    this.workerBus = this.network.connect();
    this.clientBus = this.network.connect();
    const common = { clock: this.clock, cluster: "test" };
    const log = ({ msg }: LogLine) => void this.told.push(msg);
    this.reception = new Reception({
      ...common,
      bus: this.workerBus,
      address: WORKER,
      actors: () => this.#actors,
      sampler: BLIND,
      log,
    });
    this.callers = new Callers({ ...common, bus: this.clientBus, address: "client.c", roster: this.roster });
  }

  call(member: string, key = "a", host = HOST): number {
    return this.callers.call({ key, host, timeout: 0 }, member, bytes(member), [], this.waiter(member));
  }

  waiter(member: string): Waiter {
    return {
      gave: (value, references, took) => {
        this.heard.push(`${member} gave ${[text(value), ...references].join(" with ")}`);
        if (took !== null) this.tooks.push(took);
      },
      threw: (error) => this.heard.push(`${member} threw ${text(error)}`),
      failed: ({ code }) => this.heard.push(`${member} failed ${code}`),
    };
  }

  /** Lets so much time pass, ms. */
  async settle(ms = 100_000): Promise<void> {
    await pass(this.clock, ms);
  }

  readonly #actors: ActorHost = {
    learn: (hash) => this.told.push(`learn ${hash}`),
    create: () => {},
    call: (caller, call) => {
      this.calls.push(call);
      this.told.push(`${caller} ${call[3]}(${text(call[4] ?? bytes("-"))})`);
    },
    watch: () => {},
    withdraw: (_caller, number) => this.told.push(`withdraw ${this.#member(number)}`),
    took: (_caller, number) => this.told.push(`took ${this.#member(number)}`),
    forsake: (caller) => this.told.push(`forsake ${caller}`),
    dismiss: () => {},
    kill: () => {},
    figures: () => [],
  };

  #member(number: number): string {
    return this.calls.find((call) => call[1] === number)?.[3] ?? "?";
  }
}
