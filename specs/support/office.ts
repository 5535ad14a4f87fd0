import type { Bus } from "../../src/bus/bus.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { checkToScheduler } from "../../src/protocol/shapes.ts";
import { mailSubject, SCHEDULER } from "../../src/protocol/subjects.ts";
import { Exchange } from "../../src/runtime/exchange.ts";
import { Line } from "../../src/runtime/line.ts";
import type { SimulatedBus } from "../simulation/bus.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { SimulatedNetwork, type Weather } from "../simulation/network.ts";
import { Random } from "../simulation/random.ts";
import { pass } from "./pass.ts";

/** Each message takes a millisecond. */
export const FAIR: Weather = { drop: 0, repeat: 0, delay: 0 };

/** One side of the post, and what it heard: `from: word`, or `from: garbage`. */
export interface Side<P> {
  readonly post: P;
  readonly bus: SimulatedBus;
  readonly heard: string[];
  /** From whom something has come, each time. */
  readonly signs: string[];
}

/** A network with posts on it, where every word is the text of one message. */
export class Office {
  readonly clock = new SimulatedClock();
  readonly network: SimulatedNetwork;

  constructor(weather = FAIR, seed = 1) {
    this.network = new SimulatedNetwork(this.clock, new Random(seed), weather);
  }

  /** The post of a scheduler, or of another who is written to, under `epoch`. */
  exchange(
    epoch: number,
    heard: string[] = [],
    address = SCHEDULER,
  ): Side<Exchange<ToScheduler, ToScheduler>> {
    const bus = this.network.connect();
    const signs: string[] = [];
    return { post: new Exchange(this.#options(bus, address, heard, signs), epoch), bus, heard, signs };
  }

  /** The post of a client; `onReset` is called with an address to which everything has to be said again, and whether that is a new process. */
  line(
    address: string,
    onReset: (to: string, anew: boolean) => void,
    bus = this.network.connect(),
  ): Side<Line<ToScheduler, ToScheduler>> {
    const heard: string[] = [];
    const signs: string[] = [];
    return { post: new Line(this.#options(bus, address, heard, signs), onReset), bus, heard, signs };
  }

  /** All bytes that come by from `from` to `to`, from now on. */
  tap(from: string, to: string): Uint8Array[] {
    const taken: Uint8Array[] = [];
    this.network.connect().subscribe(mailSubject("test", to, from), (bytes) => taken.push(bytes.slice()));
    return taken;
  }

  /** Puts bytes on the network as if `from` had sent them to `to`. */
  forge(from: string, to: string, bytes: Uint8Array): void {
    this.network.carry(mailSubject("test", to, from), bytes);
  }

  /** Lets time pass until nothing happens any more. */
  async settle(): Promise<void> {
    for (let steps = 0; steps < 50_000; steps++) {
      // What was said in this turn is sent at its end.
      await Promise.resolve();
      if (!this.clock.step()) return;
    }
    throw new Error("It never comes to rest.");
  }

  /** Lets so much time pass, where somebody never comes to rest, ms. */
  async pass(ms: number): Promise<void> {
    await pass(this.clock, ms);
    await Promise.resolve();
  }

  #options(bus: Bus, address: string, heard: string[], signs: string[]) {
    return {
      bus,
      clock: this.clock,
      cluster: "test",
      address,
      check: checkToScheduler,
      deliver: (from: string, messages: readonly ToScheduler[]) => {
        for (const [, text] of messages) heard.push(`${from}: ${String(text)}`);
      },
      heard: (from: string) => signs.push(from),
      garbage: (from: string) => heard.push(`${from}: garbage`),
      unreadable: (from: string) => heard.push(`${from}: unreadable`),
      silent: (to: string) => heard.push(`${to}: silent`),
      replaced: (from: string) => heard.push(`${from}: another session`),
    };
  }
}

export const word = (text: string): ToScheduler => ["gone", text];

/** For a line that has no reason to begin anew. */
export const never = (): never => {
  throw new Error("There was no reason for a reset.");
};
