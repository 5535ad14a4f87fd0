import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { ConnectionError } from "../protocol/errors.ts";

/** How to get a `nats-server`, in one line. */
export const INSTALL_NATS_SERVER =
  'install it with "apt-get install nats-server" (Debian, Ubuntu) or "brew install nats-server" (macOS)';

/** How to start a server. */
export interface NatsServerOptions {
  /** The program; default what `findNatsServer` finds. */
  readonly path?: string;
  /** Port on 127.0.0.1; default any free one. */
  readonly port?: number;
  /** Path of a configuration file of nats-server, for users, TLS and limits. */
  readonly config?: string;
  readonly jetstream?: boolean;
  /** Where JetStream keeps its data; default a temporary folder, removed at the end. */
  readonly storeDir?: string;
}

/** A running server, reachable from this machine alone. */
export interface NatsServer {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends the server, where it has not ended, and removes its temporary data. */
  close(): Promise<void>;
  /** Starts another at the same address with the same data, after this one has died. Rejects as the first start. */
  revive(): Promise<NatsServer>;
}

/** Folders of servers that are not on the PATH of every user. */
const USUAL_PLACES = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];
/** Ms that a server may take to start, and to end before it is killed. */
const START_LIMIT = 10_000;
const END_LIMIT = 2_000;
/** What begins each line of the server's log: process id, date and time. */
const STAMP = /^\[\d+\] \S+ \S+ /;
const LISTENING = /Listening for client connections on (\S+)$/;
/** Says, in that stamp, which process the server is. */
const READY = /^\[(\d+)\].* Server is ready$/;

/** All that it takes to start a server. */
interface Plan {
  readonly path: string;
  /** Arguments but for the port. */
  readonly args: readonly string[];
  /** A folder that is removed at the end; none where it is empty. */
  readonly scratch: string;
}

/**
 * Runs the server until standard input ends, which it does when this process ends in any way at all, and then
 * removes the folder named first. That of a server which dies by itself stays.
 */
const GUARD = `
scratch=$1; shift
exec 3<&0
"$@" 3<&- </dev/null >&2 &
server=$!
asked=
trap 'asked=yes; kill "$server"' TERM
(read -r _ <&3; kill "$$") >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$server"
[ -z "$asked" ] || wait "$server"
kill "$guard" 2>/dev/null
[ -z "$asked" ] || [ -z "$scratch" ] || rm -rf "$scratch"
`;

/** The path of a `nats-server` on this machine, if there is one. */
export function findNatsServer(): string | undefined {
  const places = (process.env["PATH"] ?? "").split(delimiter).concat(USUAL_PLACES);
  return places.map((place) => join(place, "nats-server")).find(isExecutable);
}

/**
 * Starts a server on 127.0.0.1, which ends with this process, however that ends; it keeps this process
 * alive no longer than anything else does. Rejects with a `ConnectionError` that says why it cannot start.
 */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const path = options.path ?? findNatsServer();
  if (path === undefined) throw new ConnectionError(`There is no nats-server: ${INSTALL_NATS_SERVER}.`);
  const scratch =
    options.jetstream && options.storeDir === undefined ? mkdtempSync(join(tmpdir(), "troupe-nats-")) : "";
  const config = options.config === undefined ? [] : ["-c", options.config];
  const store = options.jetstream ? ["-js", "-sd", options.storeDir ?? scratch] : [];
  const plan = { path, args: ["-a", "127.0.0.1", ...config, ...store], scratch };
  try {
    return await start(plan, options.port ?? -1);
  } catch (error) {
    discard(plan);
    throw error;
  }
}

async function start(plan: Plan, port: number): Promise<NatsServer> {
  const { path, args, scratch } = plan;
  const child = spawn("/bin/sh", ["-c", GUARD, "sh", scratch, path, "-p", String(port), ...args], {
    detached: true,
  });
  const exited = new Promise<void>((resolve) =>
    child.once("close", () => resolve()).once("error", () => resolve()),
  );
  try {
    const { pid, url } = await started(child);
    const close = () => end(child, exited, pid).then(() => discard(plan));
    return { url, pid, exited, close, revive: () => start(plan, Number(new URL(url).port)) };
  } catch (error) {
    // Asked to end it would remove what it may have stored before, and need not hear.
    if (child.pid !== undefined) kill(-child.pid);
    await exited;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConnectionError(`${path} does not start: ${why}`, { cause: error });
  }
}

/** Reads what the server says until it is ready; goes on reading, so that its words never block it. */
function started(child: ChildProcessWithoutNullStreams): Promise<{ pid: number; url: string }> {
  return new Promise((resolve, reject) => {
    let url = "";
    let lastWords = "it ended without a word";
    const timer = setTimeout(() => reject(new Error(`not ready after ${START_LIMIT} ms`)), START_LIMIT);
    createInterface(child.stderr).on("line", (line) => {
      lastWords = line.replace(STAMP, "");
      url = LISTENING.exec(line)?.[1] ?? url;
      const ready = READY.exec(line);
      if (ready === null) return;
      clearTimeout(timer);
      leaveAlone(child);
      resolve({ pid: Number(ready[1]), url: `nats://${url}` });
    });
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      reject(new Error(lastWords));
    });
  });
}

function discard({ scratch }: Plan): void {
  if (scratch !== "") rmSync(scratch, { recursive: true, force: true });
}

async function end(child: ChildProcessWithoutNullStreams, exited: Promise<void>, pid: number): Promise<void> {
  child.ref();
  child.stdin.end();
  const timer = setTimeout(() => kill(pid), END_LIMIT);
  await exited;
  clearTimeout(timer);
}

/** Ends a process at once, or with a negative number the group that it leads. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

/** Lets this process end while the child runs. */
function leaveAlone(child: ChildProcessWithoutNullStreams): void {
  child.unref();
  for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
