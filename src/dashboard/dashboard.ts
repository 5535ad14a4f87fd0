import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import { hostname } from "node:os";
import { ConnectionError } from "../protocol/errors.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { Feed } from "./feed.ts";
import { Guard, isLoopback } from "./guard.ts";
import { reasonOf } from "./reason.ts";
import { failed, type Reply, send } from "./reply.ts";
import { Routes } from "./routes.ts";
import type { Source } from "./source.ts";

/** How a dashboard is served. */
export interface DashboardOptions {
  /** 0 for any. */
  readonly port: number;
  /** Address or name of this machine to listen at; default the loopback. */
  readonly host?: string | undefined;
  /** What who looks has to know; drawn where others than this machine can reach it, else none by default. */
  readonly token?: string | undefined;
  /** Whether failed tasks may be tried again from it; default false. */
  readonly control?: boolean;
  readonly clock?: Clock;
  /** A source once a scheduler answers; rejects when none does in time. */
  open(): Promise<Source>;
  /** Told where the port is taken. */
  warn(text: string): void;
}

/** Connections at a time. */
const CONNECTIONS = 250;
/** Time for the whole of a request to arrive, ms. */
const REQUEST_MS = 10_000;

/** Lets people and programs look at a cluster, by HTTP. */
export class Dashboard {
  readonly #server: Server;
  readonly #feed: Feed;
  readonly #guard: Guard;
  readonly #routes: Routes;
  readonly #host: string;
  readonly #token: string | null;
  #port = 0;

  private constructor(options: DashboardOptions) {
    const { open, host = "127.0.0.1", control = false, clock = systemClock } = options;
    this.#host = host;
    this.#token = options.token ?? (isLoopback(host) ? null : randomBytes(16).toString("hex"));
    this.#feed = new Feed(open, clock, control);
    this.#guard = new Guard({ host, token: this.#token });
    this.#routes = new Routes(this.#feed);
    this.#server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS });
    this.#server.maxConnections = CONNECTIONS;
    this.#server.on("request", (request, response) => {
      // Whatever goes wrong with one request is no matter of the process that serves it.
      this.#take(request, response).catch(() => response.destroy());
    });
  }

  /** Resolves when it can be looked at; a port that is taken gives a warning and another one. */
  static async start(options: DashboardOptions): Promise<Dashboard> {
    const dashboard = new Dashboard(options);
    try {
      await dashboard.#listen(options.port);
    } catch (error) {
      if (!isTaken(error)) throw unheard(dashboard.#host, options.port, error);
      await dashboard.#listen(0);
      options.warn(`port ${options.port} is taken, so the dashboard is at ${dashboard.url}`);
    }
    // That one connection cannot be had, as where there are too many files, ends no other.
    dashboard.#server.on("error", () => {});
    // What it shows keeps the process alive, and nothing else.
    dashboard.#server.unref();
    return dashboard;
  }

  /** What to open; it has the token, where one is wanted. */
  get url(): string {
    const everywhere = this.#host === "0.0.0.0" || this.#host === "::";
    const name = everywhere ? hostname() : this.#host;
    const query = this.#token === null ? "" : `?token=${encodeURIComponent(this.#token)}`;
    return `http://${isIPv6(name) ? `[${name}]` : name}:${this.#port}/${query}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#feed.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, this.#host, () => {
        this.#server.off("error", reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await this.#answer(request, response);
    if (reply !== null) send(response, reply, request.method);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Reply | null> {
    const [path = "/", search = ""] = split(request.url ?? "/");
    const query = new URLSearchParams(search);
    const token = query.get("token");
    const refusal = this.#guard.judge(request.headers, token, this.#port);
    if (refusal !== null) return failed(refusal.status, refusal.why);
    const cookie = this.#guard.cookie(this.#port);
    if (path === "/" && token !== null && cookie !== null && request.method === "GET")
      return remember(cookie);
    return this.#routes.answer({ path, query, request, response });
  }
}

/** The browser keeps the token, and it is not seen in the address. */
function remember(cookie: string): Reply {
  const headers = {
    "set-cookie": `${cookie}; Path=/; HttpOnly; SameSite=Lax`,
    "cache-control": "no-store",
    location: "./",
  };
  return { status: 303, headers, body: "" };
}

function split(url: string): readonly string[] {
  const at = url.indexOf("?");
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function unheard(host: string, port: number, cause: unknown): ConnectionError {
  const why = reasonOf(cause);
  return new ConnectionError(
    `The dashboard cannot be served at ${host}, port ${port} (${why}): choose another port or host.`,
    { cause },
  );
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
