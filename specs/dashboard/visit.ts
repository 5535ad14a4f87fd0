import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";

/** How something is asked for. */
export interface Visit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What was answered. */
export interface Visited {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a server, with the very path and headers that are given: `fetch` mends both. */
export async function visit(url: string, path: string, how: Visit = {}): Promise<Visited> {
  const response = await open(url, path, how);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  const body = Buffer.concat(parts).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** Asks, and does not read yet. */
export function open(url: string, path: string, { method = "GET", headers = {}, body }: Visit = {}) {
  const { hostname, port } = new URL(url);
  return new Promise<IncomingMessage>((resolve, reject) => {
    request({ hostname, port, path, method, headers, agent: false }, resolve).once("error", reject).end(body);
  });
}

/** An event as it was told. */
interface Told {
  readonly event: string;
  readonly data: string;
}

/** A page that listens: the events that it is told, one after another. */
export class Page {
  readonly #response: IncomingMessage;
  readonly #events: AsyncGenerator<Told>;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    this.#events = eventsOf(response);
  }

  static async open(url: string, query: string): Promise<Page> {
    return new Page(await open(url, `/api/events?${query}`));
  }

  /** The data of the next event of that name; others before it are passed over. */
  async next(event: string): Promise<string> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done) throw new Error(`The server ended the events before one of "${event}".`);
      if (value.event === event) return value.data;
    }
  }

  close(): void {
    this.#response.destroy();
  }
}

async function* eventsOf(response: IncomingMessage): AsyncGenerator<Told, undefined> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) {
    text += part;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      if (event !== undefined) yield { event, data: /^data: (.*)$/m.exec(block)?.[1] ?? "" };
    }
  }
  return undefined;
}
