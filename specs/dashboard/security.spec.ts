import { connect } from "node:net";
import { expect } from "chai";
import { Dashboard, type DashboardOptions } from "../../src/dashboard/dashboard.ts";
import { MadeUpSource, worker } from "./made-up.ts";
import { open as ask, Page, type Visit, visit } from "./visit.ts";

const TOKEN = "correct-horse-battery";

describe("what the dashboard keeps out", () => {
  let dashboard: Dashboard;
  let source: MadeUpSource;
  let port: string;

  async function serve(more: Partial<DashboardOptions> = {}): Promise<void> {
    source = new MadeUpSource();
    dashboard = await Dashboard.start({ port: 0, open: async () => source, warn: () => {}, ...more });
    port = new URL(dashboard.url).port;
  }

  const see = (path: string, how: Visit = {}) => visit(`http://127.0.0.1:${port}`, path, how);
  const statusOf = async (headers: Readonly<Record<string, string>>, path = "/api/now.json") =>
    (await see(path, { headers })).status;

  afterEach(() => dashboard.close());

  it("is asked under the names of this machine alone, so that no name of a stranger leads to it", async () => {
    await serve();
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "localhost:9999"])
      expect(await statusOf({ host }), host).to.equal(200);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      `localhost.evil.example:${port}`,
      "a@localhost",
      "::1:1",
    ])
      expect(await statusOf({ host }), host).to.equal(403);
    expect(source.questions).to.equal(1);
  });

  it("answers no page of another site, also of another port", async () => {
    await serve();
    const host = `localhost:${port}`;
    expect(await statusOf({ host, origin: `http://localhost:${port}` })).to.equal(200);
    for (const origin of [
      "http://evil.example",
      "http://localhost:1",
      "null",
      `http://localhost:${port}.evil.example`,
      "x",
    ])
      expect(await statusOf({ host, origin }), origin).to.equal(403);
    expect(await statusOf({ host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).to.equal(
      403,
    );
    expect(await statusOf({ "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" })).to.equal(200);
    const link = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    };
    expect(await statusOf(link)).to.equal(200);
    expect(await statusOf({ ...link, "sec-fetch-dest": "iframe" })).to.equal(403);
  });

  it("asks for a token wherever it can be reached from other machines", async () => {
    await serve({ host: "0.0.0.0" });
    const token = new URL(dashboard.url).searchParams.get("token") ?? "";
    expect(token).to.match(/^[0-9a-f]{32}$/);
    for (const path of ["/", "/api/now.json", "/api/events?views=now", "/metrics", "/health", "/nothing"])
      expect(await statusOf({}, path), path).to.equal(401);
    expect(source.questions).to.equal(0);
    expect(await statusOf({ host: "cluster.example" }, `/api/now.json?token=${token}`)).to.equal(200);
  });

  it("takes the token in the address, as a header, and then as a cookie", async () => {
    await serve({ token: TOKEN });
    expect(await statusOf({})).to.equal(401);
    expect(await statusOf({}, "/api/now.json?token=wrong")).to.equal(401);
    expect(await statusOf({ authorization: `Bearer ${TOKEN}` })).to.equal(200);
    const { status, headers } = await see(`/?token=${TOKEN}`);
    expect([status, headers.location]).to.deep.equal([303, "./"]);
    const [cookie = ""] = headers["set-cookie"] ?? [];
    expect(cookie)
      .to.match(/; Path=\/; HttpOnly; SameSite=Lax$/)
      .and.not.contain(TOKEN);
    const [pair = ""] = cookie.split(";");
    expect(await statusOf({ cookie: `a=b; ${pair}` })).to.equal(200);
    expect(await statusOf({ cookie: `${pair}0` })).to.equal(401);
    expect((await see("/?token=wrong")).headers["set-cookie"]).to.equal(undefined);
  });

  it("lets nothing be done but read", async () => {
    await serve();
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, headers } = await see("/api/now.json", { method });
      expect([status, headers["allow"]], method).to.deep.equal([405, "GET, HEAD"]);
    }
    expect((await see("/api/events?views=now", { method: "POST" })).headers["allow"]).to.equal("GET");
    const head = await see("/api/now.json", { method: "HEAD" });
    expect([head.status, head.body]).to.deep.equal([200, ""]);
    expect(await again({ key: "add-1" })).to.equal(403);
    expect(source.retried).to.deep.equal([]);
  });

  const JSON_TYPE = { "content-type": "application/json" };
  const again = async (body: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
    (await see("/api/retry", { method: "POST", headers, body: JSON.stringify(body) })).status;

  it("tries a task again where that is allowed, and no page of another site asks", async () => {
    await serve({ control: true });
    expect(await again({ key: "add-1" })).to.equal(200);
    expect(source.retried).to.deep.equal(["add-1"]);
    expect(await again({ key: "gone" })).to.equal(409);
    expect(await again({ key: "add-2" }, { "content-type": "text/plain" })).to.equal(415);
    expect(await again({ key: "add-2" }, { ...JSON_TYPE, origin: "http://evil.example" })).to.equal(403);
    for (const body of [{}, { key: 1 }, { key: "" }, { key: "a b" }, null, "add-2"])
      expect(await again(body), JSON.stringify(body)).to.equal(400);
    expect(await again({ key: "x".repeat(20_000) })).to.equal(413);
    expect((await see("/api/retry")).headers["allow"]).to.equal("POST");
    expect(source.retried).to.deep.equal(["add-1"]);
  });

  it("gives no file but those of the page", async () => {
    await serve();
    const paths = [
      "/../package.json",
      "/assets/../../../package.json",
      "/%2e%2e/package.json",
      "/..%2fpackage.json",
      "/assets/..%5c..%5cpackage.json",
      "//etc/passwd",
      "/index.html%00",
      "http://evil.example/package.json",
      "/api/now.json/",
      "/api/constructor.json",
      "/api/__proto__.json",
      "/api/constructor/x.json",
      "/api/tasks/a%20b.json",
      "/api/tasks/%ff.json",
    ];
    for (const path of paths) expect((await see(path)).status, path).to.equal(404);
    expect((await see("/api/events?views=constructor")).status).to.equal(400);
    expect((await see("/api/events?task=a%20b")).status).to.equal(400);
  });

  it("sends markup in names as the data that it is", async () => {
    await serve();
    const name = `<script>alert(1)</script>'"&\u2028\n\nevent: now\ndata: x`;
    source.workerViews = [worker(name)];
    const { headers, body } = await see("/api/workers.json");
    expect(headers["x-content-type-options"]).to.equal("nosniff");
    expect(headers["content-type"]).to.equal("application/json; charset=utf-8");
    expect(JSON.parse(body)[0].name).to.equal(name);
    const response = await ask(`http://127.0.0.1:${port}`, "/api/events?views=workers");
    let text = "";
    for await (const part of response.setEncoding("utf8")) {
      text += part;
      if (text.includes("event: workers") && text.endsWith("\n\n")) break;
    }
    const lines = text.slice(text.indexOf("event: workers")).split("\n");
    expect(lines[0]).to.equal("event: workers");
    expect(JSON.parse(lines[1]?.slice("data: ".length) ?? "")[0].name).to.equal(name);
    expect(text).to.not.contain("\nevent: now");
  });

  it("tells browsers with every answer to run nothing but what is here", async () => {
    await serve();
    for (const path of ["/", "/nothing", "/api/now.json", "/metrics", "/health"]) {
      const { headers } = await see(path);
      expect(headers["content-security-policy"], path).to.equal(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers["x-content-type-options"], path).to.equal("nosniff");
      expect(headers["x-frame-options"], path).to.equal("DENY");
      expect(headers["referrer-policy"], path).to.equal("no-referrer");
      expect(headers["cross-origin-resource-policy"], path).to.equal("same-origin");
      expect(headers, path).to.not.have.property("access-control-allow-origin");
    }
  });

  it("refuses requests that are too long, and goes on", async () => {
    await serve();
    expect((await see(`/${"x".repeat(20_000)}`)).status).to.equal(431);
    expect(await statusOf({ "x-long": "x".repeat(20_000) })).to.equal(431);
    const garbage = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.write("what is this?\r\n\r\n"));
      socket.on("data", (bytes) => resolve(bytes.toString()));
    });
    expect(garbage).to.match(/^HTTP\/1\.1 400 /);
    expect(await statusOf({})).to.equal(200);
  });

  it("is not held up by a page that does not read what it is told", async () => {
    await serve();
    source.workerViews = Array.from({ length: 10_000 }, (_, number) => worker(`w${number}`));
    const url = `http://127.0.0.1:${port}`;
    // More than fits into what lies between the two.
    const stuck = await ask(url, "/api/events?views=workers");
    const page = await Page.open(url, "views=now");
    for (let turn = 0; turn < 3; turn++) await page.next("now");
    expect(stuck.readableFlowing).to.equal(null);
    page.close();
    stuck.destroy();
  });

  it("lets no more than a hundred pages listen", async () => {
    await serve();
    const pages = [];
    for (let page = 0; page < 100; page++)
      pages.push(await ask(`http://127.0.0.1:${port}`, "/api/events?views=now"));
    expect(pages.map(({ statusCode }) => statusCode)).to.deep.equal(pages.map(() => 200));
    expect((await see("/api/events?views=now")).status).to.equal(503);
    for (const page of pages) page.destroy();
    expect(await statusOf({})).to.equal(200);
  });
});
