import { connect, createInbox } from "nats";
import { connectTo, endPeer, startPeer } from "./peer.ts";
import { timeEach } from "./statistics.ts";

/** What a request carries, about as much as a small task. */
const PAYLOAD = new Uint8Array(100);

/** Requests between this process and another one: one inbox, and a Map of who waits. */
export class RawRequests {
  readonly #request: () => Promise<void>;
  readonly #store: () => Promise<void>;
  readonly #library: () => Promise<unknown>;
  readonly close: () => Promise<void>;

  private constructor(
    request: () => Promise<void>,
    store: () => Promise<void>,
    library: () => Promise<unknown>,
    close: () => Promise<void>,
  ) {
    this.#request = request;
    this.#store = store;
    this.#library = library;
    this.close = close;
  }

  static async start(url: string): Promise<RawRequests> {
    const peer = await startPeer(new URL("./raw-echo.ts", import.meta.url), url);
    const connection = await connectTo(url);
    const inbox = createInbox();
    const pending = new Map<string, () => void>();
    let sent = 0;
    connection.subscribe(`${inbox}.*`, {
      callback: (_, { subject }) => {
        pending.get(subject)?.();
        pending.delete(subject);
      },
    });
    const ask = (subject: string, payload: Uint8Array | string) =>
      new Promise<void>((resolve) => {
        const reply = `${inbox}.${sent++}`;
        pending.set(reply, resolve);
        connection.publish(subject, payload, { reply });
      });
    const request = () => ask("bench.echo", PAYLOAD);
    // Where there is no JetStream nobody hears of it.
    const stream = { name: "bench", subjects: ["bench.stored"], storage: "file" };
    connection.publish("$JS.API.STREAM.CREATE.bench", JSON.stringify(stream));
    const store = () => ask("bench.stored", PAYLOAD);
    const plain = await connect({ servers: url });
    const library = () => plain.request("bench.echo", PAYLOAD, { timeout: 60_000 });
    return new RawRequests(request, store, library, async () => {
      await plain.close();
      await connection.close();
      await endPeer(peer);
    });
  }

  /** Ms of each of `count` requests, one after the other. */
  measure(count: number): Promise<number[]> {
    return timeEach(count, this.#request);
  }

  /** Ms of each of `count` requests that is followed by a publish to JetStream, with its acknowledgement. */
  measureStored(count: number): Promise<number[]> {
    return timeEach(count, async () => {
      await this.#request();
      await this.#store();
    });
  }

  /** Requests per second of `count` at once, as the client library has them. */
  async measureAtOnce(count: number): Promise<number> {
    const start = performance.now();
    await Promise.all(Array.from({ length: count }, this.#library));
    return (count / (performance.now() - start)) * 1000;
  }
}
