import { ConnectionError } from "../protocol/errors.ts";

/** Where a NATS server is, and what its URL says about the way in. */
export interface ServerAddress {
  /** The URL without user and password. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** User and password of the URL, or empty; a user alone is a token. */
  readonly user: string;
  readonly pass: string;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const SCHEMES = ["nats:", "tls:"];
const DEFAULT_PORT = "4222";

/** Reads `host`, `host:port` or a `nats://` or `tls://` URL; throws a `ConnectionError` for anything else. */
export function parseAddress(text: string): ServerAddress {
  const full = SCHEME.test(text) ? text : `nats://${text}`;
  try {
    const { protocol, hostname, port, username, password, pathname } = new URL(full);
    const at = port || DEFAULT_PORT;
    if (SCHEMES.includes(protocol) && hostname !== "" && (pathname === "" || pathname === "/")) {
      return {
        url: `${protocol}//${hostname}:${at}`,
        host: hostname.replace(/^\[|\]$/g, ""),
        port: Number(at),
        tls: protocol === "tls:",
        user: decodeURIComponent(username),
        pass: decodeURIComponent(password),
      };
    }
  } catch (cause) {
    throw notAnAddress(text, cause);
  }
  throw notAnAddress(text);
}

/** The URL of a server as it may be shown to anybody; throws a `ConnectionError` for what is none. */
export function withoutPassword(text: string): string {
  return parseAddress(text).url;
}

function notAnAddress(text: string, cause?: unknown): ConnectionError {
  return new ConnectionError(`"${text}" is not the URL of a NATS server: write it as nats://host:4222.`, {
    cause,
  });
}
