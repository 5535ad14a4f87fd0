import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client, getClient, LocalCluster, remoteModule } from "troupe";
import { markdownFiles } from "../../examples/evolving-workflow/files.ts";
import { Progress } from "../../examples/evolving-workflow/progress.ts";
import { byCompletion } from "../../examples/evolving-workflow/ways.ts";
import { launch } from "./browser.ts";
import { Visitor } from "./visitor.ts";

const FOLDER = fileURLToPath(new URL("../../src/dashboard/screenshots/", import.meta.url));
const NODE_MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const FILES = 250;
const machines = remoteModule<typeof import("../support/machines.ts")>(
  new URL("../support/machines.ts", import.meta.url),
);

class Visits {
  n = 0;
  increment(): number {
    return ++this.n;
  }
}

/** What is photographed, and when it has enough to show. */
interface Picture {
  readonly name: string;
  readonly view: string;
  readonly theme: "light" | "dark";
  readonly ready: (visitor: Visitor) => Promise<unknown>;
}

/** Photographs each view of the dashboard of a cluster at work. */
async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launch();
  await using cluster = await LocalCluster.start({ workers: 4, threads: 2, bus: "nats", dashboard: 0 });
  await using client = await Client.connect(cluster);
  const url = cluster.dashboardUrl ?? "";
  // Who looks all the time sees all bars, and the rate of some minutes.
  const visitor = await Visitor.open(browser, url);
  await visitor.go("now");
  const pipeline = startPipeline(client);
  await take(visitor, graph());
  await client.event("cleaned").set();
  await pipeline;
  const { machine, failed } = await populate(client);
  const files = await markdownFiles(NODE_MODULES, FILES);
  byCompletion(client, files, new Progress("screenshots", files.length)).catch(() => {});
  for (const picture of pictures(machine, failed)) await take(visitor, picture);
  await visitor.leave();
  await browser.close();
}

/** Some tasks that hang on each other; those in the midst wait for an event. */
async function startPipeline(client: Client): Promise<void> {
  const named = (name: string) => client.options({ name });
  const months = ["jan", "feb", "mar", "apr", "may", "jun"];
  const loaded = named("load").map((month: string) => month.length, months);
  const cleaned = loaded.map((month, index) =>
    named("clean").submit(
      async (size: number, waits: boolean) => {
        if (waits) await getClient().event("cleaned").wait();
        return size;
      },
      month,
      index > 2,
    ),
  );
  const quarters = [cleaned.slice(0, 3), cleaned.slice(3)].map((quarter) =>
    named("sumUp").submit((sizes: number[]) => sizes.length, quarter),
  );
  const checked = cleaned.map((month) => named("check").submit((size: number) => size > 0, month));
  await client.gather([named("report").submit((sums: unknown[]) => sums.length, [...quarters, ...checked])]);
}

/** Has actors, primitives and failures, which stay until the client is closed. */
async function populate(client: Client): Promise<{ machine: string; failed: string }> {
  const visits = await client.options({ name: "visits" }).actor(Visits);
  await Promise.all(Array.from({ length: 60 }, () => visits.increment()));
  const machine = await client.spawn(machines.counting, { input: { n: 0 }, name: "even-or-odd" });
  for (let by = 1; by <= 6; by++) machine.send({ type: "add", by });
  const jobs = client.queue<number>("jobs", { maxSize: 20 });
  for (let job = 0; job < 13; job++) await jobs.put(job);
  await client.lock("db").acquire();
  client
    .lock("db")
    .acquire()
    .catch(() => {});
  await client.semaphore("net", { leases: 4 }).acquire();
  await client.event("go").set();
  await client.variable<number>("best").set(42);
  const texts = ["{ a: 1 }", "nope", '{"b": '];
  const parsed = client.options({ name: "parseConfig" }).map((text: string) => JSON.parse(text), texts);
  kept.push(visits, machine, parsed);
  await Promise.all(parsed.map((future) => future.exception()));
  return { machine: machine.id, failed: parsed[0]?.key ?? "" };
}

/** What is to live as long as the program. */
const kept: unknown[] = [];

const rows = (number: number) => (visitor: Visitor) =>
  visitor
    .find("#view tbody tr")
    .nth(number - 1)
    .waitFor();
const lit = (state: string) => (visitor: Visitor) => visitor.reads('[data-lit="true"]', state);

/** Once some hundred items were examined, which both tables have in their third column. */
const examined = (visitor: Visitor) =>
  visitor
    .find("tbody tr")
    .filter({ hasText: "examine" })
    .locator("td")
    .nth(1)
    .filter({ hasText: /^[2-9]\d\d$/ })
    .waitFor();

function graph(): Picture {
  const ready = async (visitor: Visitor) => {
    await visitor.counts("[data-phase=running]", 3);
    await visitor.counts("[data-node^=check][data-phase=done]", 3);
  };
  return { name: "graph", view: "graph", theme: "light", ready };
}

function pictures(machine: string, failed: string): readonly Picture[] {
  return [
    { name: "workers", view: "workers", theme: "dark", ready: rows(4) },
    { name: "actors", view: "actors", theme: "light", ready: rows(2) },
    { name: "actor", view: `actor/${machine}`, theme: "light", ready: lit("odd") },
    { name: "coordination", view: "coordination", theme: "light", ready: rows(5) },
    { name: "system", view: "system", theme: "dark", ready: lit("leading") },
    { name: "failures", view: "failures", theme: "light", ready: (visitor) => visitor.counts(".failure", 3) },
    { name: "task", view: `task/${failed}`, theme: "dark", ready: rows(3) },
    { name: "stream", view: "stream", theme: "dark", ready: examined },
    { name: "now", view: "now", theme: "light", ready: examined },
  ];
}

async function take(visitor: Visitor, { name, view, theme, ready }: Picture): Promise<void> {
  await visitor.page.emulateMedia({ colorScheme: theme });
  await visitor.go(view);
  await ready(visitor);
  await visitor.page.screenshot({ path: `${FOLDER}${name}.png` });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
