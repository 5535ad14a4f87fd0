import { readFile } from "node:fs/promises";
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection, TimeoutError } from "nats";
import { ConnectionError } from "../protocol/errors.ts";
import { parseAddress, type ServerAddress } from "./address.ts";
import { firstToGreet } from "./greeting.ts";
import { NatsBus } from "./nats-bus.ts";

/** Certificates for TLS, each as the path of a PEM file or as its text. */
export interface TlsOptions {
  readonly caFile?: string;
  readonly ca?: string;
  readonly certFile?: string;
  readonly cert?: string;
  readonly keyFile?: string;
  readonly key?: string;
}

/** How to reach a NATS server. */
export interface NatsOptions {
  /** URLs like `nats://user:password@host:4222`; default `nats://127.0.0.1:4222`. */
  readonly servers?: string | readonly string[];
  /** What the server calls this connection in its reports. */
  readonly name?: string;
  /** Ms to wait for the first connection; default 10 000. */
  readonly timeout?: number;
  /** Path of a `.creds` file, or its text. */
  readonly credentials?: string;
  readonly tls?: TlsOptions;
}

/** A server that does not answer pings is given up after two to three of these, in ms. */
const PING_INTERVAL = 1500;
/** A server that dies while it lets us in says nothing more, and neither does the client: it is given up after this, in ms. */
const HANDSHAKE = 2000;
const RECONNECT_WAIT = 200;
const RECONNECT_JITTER = 200;

/**
 * Connects to the first server that answers; from then on the connection is made again, without end,
 * whenever it is lost. Rejects with a `ConnectionError` that names the servers and says what to do.
 */
export async function connectNats(options: NatsOptions = {}): Promise<NatsBus> {
  const addresses = [options.servers ?? "nats://127.0.0.1:4222"].flat().map(parseAddress);
  if (addresses.length === 0)
    throw new ConnectionError("No server is named: give at least one, like nats://host:4222.");
  const timeout = options.timeout ?? 10_000;
  const deadline = performance.now() + timeout;
  const first = await firstToGreet(addresses, timeout);
  const servers = [first, ...addresses.filter((address) => address !== first)] as const;
  return new NatsBus(await dial(options, servers, deadline));
}

/** Connects to the first of the servers; one that is slow to let us in is asked again until the deadline. */
async function dial(
  options: NatsOptions,
  servers: readonly [ServerAddress, ...ServerAddress[]],
  deadline: number,
): Promise<NatsConnection> {
  const remaining = Math.max(1, deadline - performance.now());
  const attempt = await connectionOptions(options, servers, remaining);
  try {
    return await connect(attempt);
  } catch (cause) {
    if (cause instanceof TimeoutError && performance.now() < deadline)
      return dial(options, servers, deadline);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectionError(
      `No connection to the NATS server at ${servers[0].url}: ${why}. Check user, password, credentials and tls.`,
      { cause },
    );
  }
}

/** A fresh object for each connection, since the client changes the one it is given. */
async function connectionOptions(
  { name, credentials, tls }: NatsOptions,
  servers: readonly ServerAddress[],
  timeout: number,
): Promise<ConnectionOptions> {
  const { user, pass } = servers.find((server) => server.user !== "") ?? { user: "", pass: "" };
  return {
    servers: servers.map((server) => server.url),
    noRandomize: true,
    timeout: Math.min(timeout / servers.length, HANDSHAKE),
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: RECONNECT_WAIT,
    reconnectJitter: RECONNECT_JITTER,
    reconnectJitterTLS: RECONNECT_JITTER,
    pingInterval: PING_INTERVAL,
    maxPingOut: 2,
    noAsyncTraces: true,
    ...(name !== undefined && { name }),
    ...(user !== "" && (pass === "" ? { token: user } : { user, pass })),
    ...(credentials !== undefined && {
      authenticator: credsAuthenticator(await credentialBytes(credentials)),
    }),
    ...((tls !== undefined || servers.some((server) => server.tls)) && { tls: { ...tls } }),
  };
}

async function credentialBytes(credentials: string): Promise<Uint8Array> {
  if (credentials.includes("-----BEGIN")) return new TextEncoder().encode(credentials);
  try {
    return await readFile(credentials);
  } catch (cause) {
    throw new ConnectionError(
      `The credentials in ${credentials} cannot be read: give the path of a .creds file.`,
      {
        cause,
      },
    );
  }
}
