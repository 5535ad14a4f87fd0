import type { Bus, BusStatus, Receiver, Subscription } from "../../src/bus/bus.ts";
import { BusState } from "../../src/bus/state.ts";
import { ConnectionError, TimeoutError } from "../../src/protocol/errors.ts";
import type { SimulatedNetwork } from "./network.ts";
import type { SimulatedProcess } from "./process.ts";

/** Ms until it is tried again to reach a server that is not there. */
const FLUSH_MS = 50;

/** One process's connection to a simulated network; once cut, or as long as it is muted, nothing comes or goes. */
export class SimulatedBus implements Bus {
  readonly maxPayload = 64 * 1024;
  readonly process: SimulatedProcess | null;
  alive = true;
  muted = false;
  /** How many connections there were before: what is on its way over one is gone with it. */
  connection = 0;
  readonly #network: SimulatedNetwork;
  readonly #state = new BusState();
  readonly #detach = new Set<() => void>();
  /** What fails the requests that are under way. */
  readonly #requests = new Set<(error: Error) => void>();
  /** When what somebody sent last arrives here. */
  readonly #turns = new Map<SimulatedBus, number>();

  constructor(network: SimulatedNetwork, process: SimulatedProcess | null) {
    this.#network = network;
    this.process = process;
  }

  get status(): BusStatus {
    return this.#state.status;
  }

  get hears(): boolean {
    return this.alive && !this.muted && this.status === "connected";
  }

  /** When a message from there arrives: not before those that were sent earlier. */
  turnOf(from: SimulatedBus | null, soonest: number): number {
    if (from === null) return soonest;
    const turn = Math.max(soonest, this.#turns.get(from) ?? 0);
    this.#turns.set(from, turn);
    return turn;
  }

  /** Something has arrived for the process. */
  admit(act: () => void): void {
    if (this.process === null) act();
    else this.process.admit(act);
  }

  /** The process dies. */
  cut(): void {
    this.alive = false;
    for (const detach of this.#detach) detach();
    this.#network.detach(this);
  }

  /** The server is not there any more, or not to be reached; the returned function has it found again. */
  lose(): () => void {
    const connection = ++this.connection;
    this.admit(() => this.#lose());
    return () => {
      if (this.alive && connection === this.connection) this.admit(() => this.#state.become("connected"));
    };
  }

  publish(subject: string, bytes: Uint8Array): void {
    this.#state.checkMessage(subject, bytes, this.maxPayload);
    if (this.hears) this.#network.carry(subject, bytes, this);
  }

  subscribe(pattern: string, receiver: Receiver): Subscription {
    const detach = this.#network.attach(pattern, receiver, this);
    this.#detach.add(detach);
    return {
      unsubscribe: () => {
        detach();
        this.#detach.delete(detach);
      },
    };
  }

  request(subject: string, bytes: Uint8Array, timeout: number): Promise<Uint8Array> {
    const { clock } = this.#network;
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        this.#requests.delete(fail);
        reject(error);
      };
      const failAfter = (ms: number, error: Error) => clock.after(ms, () => this.admit(() => fail(error)));
      this.#requests.add(fail);
      if (!this.alive) return;
      failAfter(timeout, new TimeoutError(`No answer from ${subject}.`));
      if (!this.hears) {
        if (!this.muted) failAfter(0, new ConnectionError("The connection is cut."));
        return;
      }
      const targets = this.#network.carry(subject, bytes, this, (reply, by) => {
        if (!by.hears) return;
        this.#network.toss(by, this, () => {
          if (this.hears && this.#requests.delete(fail)) resolve(reply);
        });
      });
      if (targets === 0) failAfter(1, new ConnectionError(`Nobody listens at ${subject}.`));
    });
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    return this.#state.onStatus(listener);
  }

  /** Resolves once the server can be reached. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.hears) this.admit(resolve);
        else if (this.alive) this.#network.clock.after(FLUSH_MS, look);
      };
      look();
    });
  }

  async close(): Promise<void> {
    this.#state.become("closed");
    this.cut();
  }

  #lose(): void {
    this.#state.become("disconnected");
    for (const fail of [...this.#requests]) fail(new ConnectionError("The connection was cut."));
  }
}
