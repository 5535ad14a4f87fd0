import { withoutPassword } from "../../bus/address.ts";
import type { Bus } from "../../bus/bus.ts";
import type { TlsOptions } from "../../bus/nats.ts";
import { ClosedError, TimeoutError } from "../../protocol/errors.ts";
import { TOKEN } from "../../protocol/subjects.ts";
import { systemClock } from "../../runtime/clock.ts";
import { within } from "../../runtime/within.ts";
import { check, DURATION, type Rules } from "../options.ts";
import type { Session } from "../session/session.ts";
import { sessionOver } from "./seams.ts";

/** How to reach a cluster. */
export interface ConnectOptions {
  /** URLs of NATS servers; default the environment's `NATS_URL`, else `nats://127.0.0.1:4222`. */
  readonly servers?: string | readonly string[];
  /** Name of the cluster; several can share one NATS. Default `"default"`. */
  readonly cluster?: string;
  /** What others call this client. */
  readonly name?: string;
  /** Path of a `.creds` file, or its text. */
  readonly credentials?: string;
  readonly tls?: TlsOptions;
  /** Ms to wait for a server and a scheduler; default 10 000. */
  readonly timeout?: number;
}

/** A cluster that can be joined from this process, such as a `LocalCluster`. */
export interface ClusterAddress {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Where it is, for people. */
  readonly url: string;
  /** Where people can look at it in a browser, if anywhere. */
  readonly dashboardUrl?: string | null;
  /** A connection of one's own to its bus. */
  connect(): Promise<Bus>;
}

/** Where a cluster is, for people. */
export interface Place {
  readonly url: string;
  readonly dashboardUrl: string | null;
}

/** What a client begins with. */
interface Reached {
  readonly bus: Bus;
  readonly cluster: string;
  readonly name: string;
  readonly place: Place;
  /** Ms that were given, and what is left of them. */
  readonly timeout: number;
  remaining(): number;
}

const TIMEOUT_MS = 10_000;
/** Pause before a server is tried again, ms. */
const RETRY_MS = 200;

const text = (value: unknown) => typeof value === "string" && value !== "";

const RULES: Rules<ConnectOptions> = {
  servers: [
    (value) => text(value) || (Array.isArray(value) && value.length > 0 && value.every(text)),
    "a URL or an array of URLs",
  ],
  cluster: [isToken, "1 to 64 letters, digits, - or _"],
  name: [text, "a text"],
  credentials: [text, "a path or the text of a .creds file"],
  tls: [(value) => typeof value === "object" && value !== null, "an object"],
  timeout: DURATION,
};

function isToken(value: unknown): boolean {
  return typeof value === "string" && TOKEN.test(value);
}

/** A session that the scheduler has welcomed. */
export interface Entered {
  readonly bus: Bus;
  readonly session: Session;
  readonly place: Place;
  /** Ms that were given. */
  readonly timeout: number;
  /** Ms that are left of the time to enter. */
  remaining(): number;
  /** The error that says that no scheduler answered, with what failed last as its cause. */
  silence(cause: Error): TimeoutError;
  /** Ends the session. */
  leave(): Promise<void>;
}

/** Joins a cluster under an address; rejects with `TimeoutError` when no server or scheduler answers in time. */
export async function enter(
  where: string | readonly string[] | ConnectOptions | ClusterAddress | undefined,
  options: Omit<ConnectOptions, "servers">,
  address: string,
): Promise<Entered> {
  const { bus, cluster, name, place, remaining, timeout } = await reach(where, options);
  const silence = (cause: Error) =>
    new TimeoutError(
      `No scheduler of cluster "${cluster}" answered at ${place.url} within ${timeout} ms. Start one with \`troupe scheduler\`, or give the name of its cluster.`,
      { cause },
    );
  const session = sessionOver({ bus, cluster, address, name });
  const leave = () => session.close(new ClosedError("The client was closed. Connect a new one."));
  try {
    await within(systemClock, session.welcomed, remaining(), "a scheduler");
    return { bus, session, place, timeout, remaining, silence, leave };
  } catch (error) {
    await leave();
    await bus.close();
    throw error instanceof TimeoutError ? silence(error) : error;
  }
}

/** Connects to the bus of a cluster, and says what is left of the time to do so. */
async function reach(
  where: string | readonly string[] | ConnectOptions | ClusterAddress = {},
  more: Omit<ConnectOptions, "servers">,
): Promise<Reached> {
  if (isCluster(where)) {
    check(more, RULES);
    const { name = "client", timeout = TIMEOUT_MS } = more;
    const bus = await where.connect();
    const { cluster, url, dashboardUrl = null } = where;
    return { ...begin(bus, timeout), cluster, name, place: { url, dashboardUrl } };
  }
  const options: ConnectOptions = { ...(isOptions(where) ? where : { servers: where }), ...more };
  check(options, RULES);
  const { cluster = "default", name = "client", timeout = TIMEOUT_MS } = options;
  const servers = options.servers ?? (process.env["NATS_URL"] || "nats://127.0.0.1:4222");
  const place = { url: addressed(servers), dashboardUrl: null };
  const started = performance.now();
  const bus = await dial({ ...options, servers, name }, cluster, timeout);
  return { ...begin(bus, timeout, started), cluster, name, place };
}

function isOptions(where: string | readonly string[] | ConnectOptions): where is ConnectOptions {
  return typeof where === "object" && where !== null && !Array.isArray(where);
}

function isCluster(where: unknown): where is ClusterAddress {
  return (
    typeof where === "object" && where !== null && "connect" in where && typeof where.connect === "function"
  );
}

/** URLs without the passwords in them, for people. Throws `ConnectionError` for what is none. */
function addressed(servers: string | readonly string[]): string {
  return [servers].flat().map(withoutPassword).join(", ");
}

function begin(
  bus: Bus,
  timeout: number,
  started = performance.now(),
): Omit<Reached, "cluster" | "name" | "place"> {
  const remaining = () => Math.max(1, timeout - (performance.now() - started));
  return { bus, timeout, remaining };
}

/** Tries again until the time is over: the server may be about to start. */
async function dial(
  options: ConnectOptions & { readonly servers: string | readonly string[] },
  cluster: string,
  timeout: number,
): Promise<Bus> {
  const { connectNats } = await import("../../bus/nats.ts");
  const started = performance.now();
  const left = () => Math.max(1, Math.round(timeout - (performance.now() - started)));
  for (;;) {
    try {
      return await connectNats({ ...options, timeout: left() });
    } catch (cause) {
      if (left() > RETRY_MS) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new TimeoutError(
        `No NATS server at ${addressed(options.servers)} let this process join cluster "${cluster}" within ${timeout} ms. ${why}`,
        { cause },
      );
    }
  }
}
