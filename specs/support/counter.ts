import { type ActorRef, getClient, getSelf, getWorker } from "troupe";

/** The actor of many specs. */
export class Counter {
  n: number;

  constructor(n = 0) {
    if (n < 0) throw new RangeError("too few");
    this.n = n;
  }

  get double(): number {
    return this.n * 2;
  }

  increment(by = 1): number {
    this.n += by;
    return this.n;
  }

  async incrementLater(): Promise<number> {
    const before = this.n;
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    this.n = before + 1;
    return this.n;
  }

  async forever(): Promise<void> {
    await new Promise(() => {});
  }

  sum(...numbers: number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
  }

  fail(): never {
    throw new RangeError("no more");
  }

  give(): object {
    return { map: new Map([["n", this.n]]), give: 1n };
  }

  giveFunction(): unknown {
    return () => 1;
  }

  size(bytes: Uint8Array): number {
    return bytes.length;
  }

  bytes(size: number): Uint8Array {
    return new Uint8Array(size).fill(this.n);
  }

  where(): string {
    return getWorker().name;
  }

  quit(): void {
    process.exit(3);
  }

  kill(): void {
    process.kill(process.pid, "SIGKILL");
  }

  /** Waits for who opens the gate at this port. */
  async pass(port: number, value: number): Promise<number> {
    const { connect } = await import("node:net");
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => resolve());
      socket.once("error", reject);
    });
    return value;
  }

  itself(): ActorRef<Counter> {
    return getSelf<ActorRef<Counter>>();
  }

  async submitted(): Promise<number> {
    return getClient().submit((x: number) => x + 1, this.n);
  }
}

/** An actor that has others. */
export class Keeper {
  kept: ActorRef<Counter> | null = null;

  constructor(kept: ActorRef<Counter> | null = null) {
    this.kept = kept;
  }

  keep(counter: ActorRef<Counter>): void {
    this.kept = counter;
  }

  async increment(): Promise<number> {
    if (this.kept === null) throw new TypeError("Nothing is kept.");
    return this.kept.increment();
  }

  inside(): { list: (ActorRef<Counter> | null)[] } {
    return { list: [this.kept] };
  }
}
