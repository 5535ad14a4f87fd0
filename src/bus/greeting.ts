import { connect } from "node:net";
import { ConnectionError } from "../protocol/errors.ts";
import type { ServerAddress } from "./address.ts";

/** The word that a NATS server says first, before it is spoken to. */
const GREETING = "INFO ";

/**
 * Resolves to the first of the addresses where a NATS server greets, within `timeout` ms; rejects with a
 * `ConnectionError` that has one reason for each address. Leaves no connection open.
 */
export async function firstToGreet(
  addresses: readonly ServerAddress[],
  timeout: number,
): Promise<ServerAddress> {
  const rest = new AbortController();
  const timer = setTimeout(() => rest.abort(), timeout);
  try {
    return await Promise.any(addresses.map((address) => greeting(address, rest.signal)));
  } catch (cause) {
    const reasons = cause instanceof AggregateError ? cause.errors : [cause];
    const tried = addresses.map(({ url }, at) => `${url} (${reason(reasons[at], timeout)})`).join(", ");
    throw new ConnectionError(
      `No NATS server answers at ${tried}. Start one with "nats-server -js", or name another with --nats <url> or NATS_URL.`,
      { cause: reasons.length === 1 ? reasons[0] : cause },
    );
  } finally {
    clearTimeout(timer);
    rest.abort();
  }
}

function greeting(address: ServerAddress, signal: AbortSignal): Promise<ServerAddress> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, signal });
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (heard.startsWith(GREETING)) resolve(address);
      else if (GREETING.startsWith(heard)) return;
      else reject(new Error(`it is no NATS server, it says ${JSON.stringify(heard.slice(0, 40))}`));
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("it closes the connection without a greeting")));
  });
}

function reason(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return `no greeting within ${timeout} ms, so maybe no NATS server`;
  switch ("code" in error ? error.code : undefined) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "no such host";
    default:
      return error.message;
  }
}
