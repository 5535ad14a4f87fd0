import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { connectNats } from "../../src/bus/nats.ts";
import {
  findNatsServer,
  type NatsServer,
  type NatsServerOptions,
  startNatsServer,
} from "../../src/bus/server.ts";
import { ConnectionError } from "../../src/protocol/errors.ts";
import { failureOf } from "./recorder.ts";

/** Resolves when nothing listens at the URL any more. */
async function isGone(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const open = await new Promise<boolean>((resolve) => {
    const socket = createConnection(Number(port), hostname);
    socket.on("connect", () => socket.resume());
    socket.on("close", (hadError) => resolve(!hadError));
    socket.on("error", () => resolve(false));
  });
  if (open) await isGone(url);
}

/** A server with JetStream that has its temporary data in a folder. */
async function startIn(folder: string, options: NatsServerOptions = {}): Promise<NatsServer> {
  const { TMPDIR } = process.env;
  process.env["TMPDIR"] = folder;
  return startNatsServer({ jetstream: true, ...options }).finally(() => {
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
  });
}

describe("a nats-server of our own", () => {
  it("is found on this machine", () => {
    expect(existsSync(findNatsServer() ?? "")).to.equal(true);
  });

  it("listens on this machine alone, on a port of its own", async () => {
    const servers = await Promise.all([startNatsServer(), startNatsServer()]);
    const urls = servers.map((server) => server.url);
    expect(new Set(urls)).to.have.property("size", 2);
    for (const url of urls) expect(url).to.match(/^nats:\/\/127\.0\.0\.1:\d+$/);
    await Promise.all(servers.map((server) => server.close()));
  });

  it("is gone with its temporary data when it is closed, once or twice", async () => {
    const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const server = await startIn(folder);
    expect(readdirSync(folder)).to.have.length(1);
    await server.close();
    await server.close();
    await server.exited;
    expect(readdirSync(folder)).to.be.empty;
    rmdirSync(folder);
    expect(await failureOf(connectNats({ servers: server.url }))).to.be.instanceOf(ConnectionError);
  });

  it("tells when it has died", async () => {
    const server = await startNatsServer();
    process.kill(server.pid, "SIGKILL");
    await server.exited;
    await server.close();
  });

  it("can be started again where it was, with what it had stored, after it has died", async () => {
    const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const first = await startIn(folder);
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    expect(readdirSync(folder)).to.have.length(1);
    const second = await first.revive();
    expect(second.url).to.equal(first.url);
    expect(await failureOf(first.revive())).to.be.instanceOf(ConnectionError);
    await second.close();
    expect(readdirSync(folder)).to.be.empty;
    rmdirSync(folder);
  });

  it("has what it had stored also after it has taken too long to start again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const scratch = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const [path, slow] = [join(folder, "nats-server"), join(folder, "slow")];
    writeFileSync(path, `#!/bin/sh\n[ ! -e ${slow} ] || exec sleep 300\nexec ${findNatsServer()} "$@"\n`);
    chmodSync(path, 0o755);
    const first = await startIn(scratch, { path });
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    writeFileSync(slow, "");
    expect(await failureOf(first.revive()))
      .to.have.property("message")
      .that.includes("not ready");
    expect(readdirSync(scratch)).to.have.length(1);
    rmSync(slow);
    const second = await first.revive();
    await second.close();
    expect(readdirSync(scratch)).to.be.empty;
    for (const made of [folder, scratch]) rmSync(made, { recursive: true });
  });

  it("ends with the process that started it, even one that is killed", async () => {
    const program = `
      import { startNatsServer } from ${JSON.stringify(new URL("../../src/bus/server.ts", import.meta.url).href)};
      console.log((await startNatsServer({ jetstream: true })).url);
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(process.execPath, ["--import=tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
    child.kill("SIGKILL");
    await isGone(url);
  });

  it("says why it cannot start", async () => {
    const server = await startNatsServer();
    const port = Number(new URL(server.url).port);
    const taken = await failureOf(startNatsServer({ port }));
    expect(taken).to.be.instanceOf(ConnectionError).with.property("message").that.includes("in use");
    await server.close();
    const missing = await failureOf(startNatsServer({ path: "/nowhere/nats-server" }));
    expect(missing)
      .to.be.instanceOf(ConnectionError)
      .with.property("message")
      .that.includes("/nowhere/nats-server");
  });
});
