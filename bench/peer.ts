import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, type NatsConnection } from "nats";

/** A connection without what costs time in the client library. */
export function connectTo(servers: string): Promise<NatsConnection> {
  return connect({ servers, noAsyncTraces: true });
}

/** Starts a program of this folder as a process; resolves when it has said that it is ready. */
export async function startPeer(program: URL, ...args: readonly string[]): Promise<ChildProcess> {
  const peer = fork(program, args);
  await once(peer, "message");
  return peer;
}

/** Ends a peer. */
export async function endPeer(peer: ChildProcess): Promise<void> {
  const ended = once(peer, "exit");
  peer.kill();
  await ended;
}

/** Says to the one who started this peer that it listens, and ends with it. */
export async function ready(connection: NatsConnection): Promise<void> {
  await connection.flush();
  process.once("disconnect", () => process.exit());
  process.send?.("ready");
}
