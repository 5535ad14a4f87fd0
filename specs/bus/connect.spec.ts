import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect } from "chai";
import { connectNats } from "../../src/bus/nats.ts";
import { startNatsServer } from "../../src/bus/server.ts";
import { ConnectionError } from "../../src/protocol/errors.ts";
import { GREETING } from "./greeting.ts";
import { failureOf } from "./recorder.ts";

/** Listens on a free port; resolves to its URL. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `nats://127.0.0.1:${port}`;
}

/** What connecting to a server rejects with, once that server has seen all connections end. */
async function failureAt(server: Server, timeout: number): Promise<{ url: string; error: unknown }> {
  const url = await listen(server);
  server.on("connection", (socket: Socket) => socket.on("error", () => undefined).resume());
  const error = await failureOf(connectNats({ servers: url, timeout }));
  await new Promise((resolve) => server.close(resolve));
  return { url, error };
}

/** Ms that nothing here waits for, unless it hangs. */
const LONG = 20_000;

describe("connecting to NATS", () => {
  it("says where no server is, and how to start one", async () => {
    const unused = createServer();
    const url = await listen(unused);
    await new Promise((resolve) => unused.close(resolve));
    const error = await failureOf(connectNats({ servers: url, timeout: LONG }));
    expect(error).to.be.instanceOf(ConnectionError);
    expect(error)
      .to.have.property("message")
      .that.includes(`${url} (connection refused)`)
      .and.includes('"nats-server -js"')
      .and.includes("--nats");
    expect(error).to.have.nested.property("cause.code", "ECONNREFUSED");
  });

  it("says that a host does not exist", async () => {
    const error = await failureOf(
      connectNats({ servers: "nats://no.such.host.invalid:4222", timeout: LONG }),
    );
    expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes("no such host");
  });

  it("gives up a server that says nothing, in time", async () => {
    const { url, error } = await failureAt(createServer(), 100);
    expect(error).to.be.instanceOf(ConnectionError);
    expect(error).to.have.property("message").that.includes(`${url} (no greeting within 100 ms`);
  });

  it("gives up a web server, in time", async () => {
    const { error } = await failureAt(createHttpServer(), 100);
    expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes("no greeting");
  });

  it("gives up at once a server that speaks otherwise", async () => {
    const ssh = createServer((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"));
    const { error } = await failureAt(ssh, LONG);
    expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes("SSH-2.0");
  });

  it("gives up at once a server that hangs up", async () => {
    const { error } = await failureAt(
      createServer((socket) => socket.end()),
      LONG,
    );
    expect(error)
      .to.be.instanceOf(ConnectionError)
      .with.property("message")
      .that.includes("without a greeting");
  });

  it("gives up a server that greets and then says nothing, in time", async () => {
    const { url, error } = await failureAt(
      createServer((socket) => socket.write(GREETING)),
      100,
    );
    expect(error).to.be.instanceOf(ConnectionError).with.property("message").that.includes(url);
  });

  it("asks a server again that is slow to let it in", async () => {
    let slow = true;
    const server = createServer((socket) => {
      socket.on("error", () => undefined).write(GREETING);
      socket.on("data", (said) => {
        if (!said.includes("PING")) return;
        if (!slow) socket.write("PONG\r\n");
        slow = false;
      });
    });
    const bus = await connectNats({ servers: await listen(server), timeout: LONG });
    expect(bus.status).to.equal("connected");
    await bus.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it("refuses what is no URL of a server", async () => {
    for (const servers of [
      "",
      "nats://",
      "a b",
      "http://127.0.0.1:4222",
      "nats://h:99999",
      "nats://h/x",
      "%zz@h",
    ]) {
      const error = await failureOf(connectNats({ servers, timeout: LONG }));
      expect(error).to.be.instanceOf(ConnectionError);
      expect(error)
        .to.have.property("message")
        .that.includes(`"${servers}"`)
        .and.includes("nats://host:4222");
    }
    expect(await failureOf(connectNats({ servers: [] }))).to.be.instanceOf(ConnectionError);
  });

  it("takes the server that answers among several, by its host and port alone too", async () => {
    const silent = createServer();
    const server = await startNatsServer();
    const servers = [await listen(silent), server.url.replace("nats://", "")];
    const bus = await connectNats({ servers, timeout: LONG });
    await bus.flush();
    await bus.close();
    await server.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  it("leaves the options as they are, so that they serve again", async () => {
    const server = await startNatsServer();
    const options = Object.freeze({ servers: Object.freeze([server.url]), name: "again" });
    const buses = [await connectNats(options), await connectNats(options)];
    await Promise.all(buses.map((bus) => bus.close()));
    await server.close();
  });
});
