import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A gate at which tasks of any process wait, so that a spec knows that they run, and says when they go on. */
export class Gate {
  readonly #server: Server;
  readonly #waiting = new Set<Socket>();
  #arrivals = 0;
  #departures = 0;
  #isOpen = false;
  readonly #moved: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#waiting.delete(socket);
        this.#departures++;
        for (const look of this.#moved) look();
      });
      if (this.#isOpen) socket.end("go");
      else this.#waiting.add(socket);
      this.#arrivals++;
      for (const look of this.#moved) look();
    });
  }

  static async build(): Promise<Gate> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Gate(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many have come so far. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** Resolves when so many have come in all. */
  arrived(count = 1): Promise<void> {
    return this.#until(() => this.#arrivals >= count);
  }

  /** Resolves when so many have gone again in all, let in or not. */
  left(count = 1): Promise<void> {
    return this.#until(() => this.#departures >= count);
  }

  /** Lets in who waits and who will come. */
  open(): void {
    this.#isOpen = true;
    for (const socket of this.#waiting) socket.end("go");
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (holds()) resolve();
      };
      this.#moved.push(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.open();
    for (const socket of this.#waiting) socket.destroy();
    this.#server.close();
  }
}

/** A task that waits at the gate with this port, holding its thread's slot, and returns `value`. */
export async function passGate<T>(port: number, value: T): Promise<T> {
  const { connect } = await import("node:net");
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => resolve());
    socket.once("error", reject);
  });
  return value;
}
