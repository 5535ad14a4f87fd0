import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Bus, BusStatus } from "../../src/bus/bus.ts";
import { connectNats } from "../../src/bus/nats.ts";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { ConnectionError, TimeoutError } from "../../src/protocol/errors.ts";
import { busContract } from "./contract.ts";
import { GREETING } from "./greeting.ts";
import { bytes, failureOf, Recorder, text } from "./recorder.ts";

/** Ms that nothing here waits for, unless it hangs. */
const LONG = 20_000;

busContract("over NATS", async () => {
  const server = await startNatsServer();
  return { connect: () => connectNats({ servers: server.url }), close: () => server.close() };
});

function becomes(bus: Bus, wanted: BusStatus): Promise<void> {
  return new Promise((resolve) => {
    const stop = bus.onStatus((status) => {
      if (status !== wanted) return;
      stop();
      resolve();
    });
  });
}

describe("a bus over NATS whose server is lost", () => {
  let server: NatsServer;
  let bus: Bus;

  beforeEach(async () => {
    server = await startNatsServer();
    bus = await connectNats({ servers: server.url });
  });

  afterEach(async () => {
    await bus.close();
    await server.close();
  });

  async function kill(): Promise<void> {
    const lost = becomes(bus, "disconnected");
    process.kill(server.pid, "SIGKILL");
    await lost;
    await server.exited;
  }

  async function restart(): Promise<void> {
    const back = becomes(bus, "connected");
    server = await startNatsServer({ port: Number(new URL(server.url).port) });
    await back;
  }

  it("tells of it, connects again to its successor, and hears again what it subscribed to", async () => {
    const statuses: BusStatus[] = [];
    bus.onStatus((status) => statuses.push(status));
    const recorder = await Recorder.on(bus, "news.>");
    bus.subscribe("echo", (message, _subject, respond) => respond?.(message));
    await kill();
    await restart();
    bus.publish("news.late", bytes("back"));
    await recorder.until("back");
    expect(text(await bus.request("echo", bytes("hello"), LONG))).to.equal("hello");
    expect(statuses).to.deep.equal(["disconnected", "connected"]);
  });

  it("rejects at once what waits, and what is asked until it is connected again", async () => {
    await Recorder.on(bus, "silent");
    const pending = failureOf(bus.request("silent", bytes("?"), LONG));
    await kill();
    expect(await pending).to.be.instanceOf(ConnectionError);
    expect(await failureOf(bus.request("silent", bytes("?"), LONG))).to.be.instanceOf(ConnectionError);
    expect(await failureOf(bus.flush())).to.be.instanceOf(ConnectionError);
  });

  it("loses what it publishes meanwhile, and takes subscriptions for later", async () => {
    const before = await Recorder.on(bus, "words");
    await kill();
    bus.publish("words", bytes("lost"));
    const heard = new Promise<string>((resolve) => {
      bus.subscribe("words", (message) => resolve(text(message)));
    });
    await restart();
    bus.publish("words", bytes("kept"));
    expect(await before.until("kept")).to.deep.equal(["kept"]);
    expect(await heard).to.equal("kept");
  });

  it("can be closed meanwhile", async () => {
    await kill();
    await bus.close();
    expect(bus.status).to.equal("closed");
  });

  it("comes back soon where a server dies that has greeted it, however long it may take to connect", async () => {
    await bus.close();
    bus = await connectNats({ servers: server.url, timeout: 300_000 });
    await kill();
    const dying = createServer((socket) => {
      socket.on("error", () => undefined).on("data", () => socket.destroy());
      socket.write(GREETING);
    });
    dying.listen(Number(new URL(server.url).port), "127.0.0.1");
    await once(dying, "connection");
    await new Promise((resolve) => dying.close(resolve));
    await restart();
  });

  it("finds a server that hangs", async () => {
    await Recorder.on(bus, "silent");
    const pending = failureOf(bus.request("silent", bytes("?"), LONG));
    const lost = becomes(bus, "disconnected");
    process.kill(server.pid, "SIGSTOP");
    await lost;
    expect(await pending).to.be.instanceOf(ConnectionError);
    const back = becomes(bus, "connected");
    process.kill(server.pid, "SIGCONT");
    await back;
  });
});

describe("a bus over NATS whose server hangs", () => {
  const sockets: Socket[] = [];
  /** New connections are greeted, and pings answered. */
  let answers = true;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    if (!answers) return socket.resume();
    socket.write(GREETING);
    return socket.on("data", (chunk) => chunk.includes("PING\r\n") && socket.write("PONG\r\n"));
  });
  let bus: Bus;

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  beforeEach(async () => {
    answers = true;
    bus = await connectNats({ servers: `nats://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });

  afterEach(() => bus.close());

  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("connects again though the server does not take what was published", async () => {
    sockets.at(-1)?.pause();
    for (let i = 0; i < 40_000; i++) bus.publish("words", new Uint8Array(1000));
    await becomes(bus, "disconnected");
    await becomes(bus, "connected");
  });

  it("leaves no connection behind when it is closed while the server takes its time to greet", async () => {
    answers = false;
    const next = once(server, "connection");
    sockets.at(-1)?.destroy();
    const [silent] = (await next) as [Socket];
    await bus.close();
    if (!silent.destroyed) await once(silent, "close");
  });
});

describe("a bus over NATS with users", () => {
  const folder = mkdtempSync(join(tmpdir(), "troupe-spec-"));
  const config = join(folder, "nats.conf");
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.message);
  let server: NatsServer;

  before(async () => {
    writeFileSync(
      config,
      `authorization { users: [
        { user: ada, password: "l@ve", permissions: { publish: ["open", "_INBOX.>"], subscribe: ["open", "_INBOX.>"] } }
      ] }`,
    );
    server = await startNatsServer({ config });
    process.on("warning", onWarning);
  });

  after(async () => {
    process.off("warning", onWarning);
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const url = (user: string): string => server.url.replace("//", `//${user}@`);

  it("lets in who has the password in the URL", async () => {
    const bus = await connectNats({ servers: url("ada:l%40ve") });
    bus.subscribe("open", (message, _subject, respond) => respond?.(message));
    expect(text(await bus.request("open", bytes("sesame"), LONG))).to.equal("sesame");
    await bus.close();
  });

  it("says that it is not let in, and where, without the password", async () => {
    for (const servers of [server.url, url("ada:wrong"), url("token")]) {
      const error = await failureOf(connectNats({ servers }));
      expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes(server.url);
      expect(error).to.have.property("message").that.does.not.include("wrong");
      expect(error).to.have.property("cause").that.is.instanceOf(Error);
    }
  });

  it("rejects a request that the server refuses to pass on, and warns", async () => {
    const bus = await connectNats({ servers: url("ada:l%40ve") });
    const error = await failureOf(bus.request("secret", bytes("?"), LONG));
    expect(error).to.be.instanceOf(ConnectionError).and.not.instanceOf(TimeoutError);
    expect(error).to.have.property("message").that.includes("secret");
    await bus.close();
    expect(warnings.join()).to.include("secret");
  });

  it("says that credentials cannot be read", async () => {
    const error = await failureOf(
      connectNats({ servers: server.url, credentials: join(folder, "none.creds") }),
    );
    expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes("none.creds");
  });
});
