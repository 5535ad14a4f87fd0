import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between processes and a NATS server, so that the connections of those alone can be cut or held up. */
export class Relay {
  readonly #server: Server;
  readonly #upstream: number;
  readonly #pairs = new Set<readonly [near: Socket, far: Socket]>();
  #refusing = false;
  #dropped: () => void = () => {};

  private constructor(server: Server, upstream: number) {
    this.#server = server;
    this.#upstream = upstream;
    server.on("connection", (near) => this.#join(near));
  }

  /** In front of the server at `url`. */
  static async before(url: string): Promise<Relay> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Relay(server, Number(new URL(url).port));
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all connections; new ones may be made at once, or when it is restored. */
  cut({ refuse = false } = {}): void {
    this.#refusing = refuse;
    for (const [near] of this.#pairs) near.destroy();
  }

  /** Takes connections again. */
  restore(): void {
    this.#refusing = false;
  }

  /** Lets nothing from the server through to who is connected now; resolves when the server has had enough of that. */
  async stall(): Promise<void> {
    for (const [near, far] of this.#pairs) far.unpipe(near).pause();
    await new Promise<void>((resolve) => {
      this.#dropped = resolve;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut({ refuse: true });
    this.#server.close();
  }

  #join(near: Socket): void {
    if (this.#refusing) return void near.destroy();
    const far = connect(this.#upstream, "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    for (const socket of pair) {
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#pairs.delete(pair);
        for (const other of pair) other.destroy();
        if (socket === far) this.#dropped();
      });
    }
  }
}
