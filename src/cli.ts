#!/usr/bin/env node
import { hostname } from "node:os";
import { Command, Option } from "commander";
import { connectNats } from "./bus/nats.ts";
import type { NatsBus } from "./bus/nats-bus.ts";
import { type DashboardFlags, showDashboard, withDashboard } from "./cluster/dashboard-flags.ts";
import { amounts, option, token, whole } from "./cluster/flags.ts";
import { localSettings } from "./cluster/options.ts";
import { newId, startPoolWorker } from "./cluster/pool-worker.ts";
import { atOnce, untilAsked } from "./cluster/process.ts";
import { ProcessMembers } from "./cluster/processes.ts";
import { report } from "./cluster/report.ts";
import { CLIENT_GRACE_MS, serveScheduler } from "./cluster/scheduler.ts";
import { version } from "./cluster/version.ts";
import { ConnectionError } from "./protocol/errors.ts";
import type { Resource } from "./protocol/messages.ts";
import { systemClock } from "./runtime/clock.ts";

interface Place {
  readonly nats: string;
  readonly cluster: string;
}

interface SchedulerFlags extends Place, DashboardFlags {
  readonly clientGrace: number;
  readonly standby: boolean;
}

interface WorkerFlags extends Place {
  readonly name: string | undefined;
  readonly threads: number;
  readonly memoryLimit: number | undefined;
  readonly resources: readonly Resource[] | undefined;
  readonly id: string | undefined;
}

interface StatusFlags extends Place {
  readonly json: boolean;
  readonly timeout: number;
}

interface UpFlags extends DashboardFlags {
  readonly nats: string | undefined;
  readonly cluster: string;
  readonly workers: number | undefined;
  readonly threads: number;
}

function log(text: string): void {
  console.error(`troupe: ${text}`);
}

/** Says what is as it should be; a process that another one keeps need not. */
function inform(text: string): void {
  if (process.send === undefined) log(text);
}

const SERVER = process.env["NATS_URL"];
const nats = () =>
  option("--nats <url>", "URL of the NATS server", String, SERVER ?? "nats://127.0.0.1:4222");
const cluster = () =>
  option("--cluster <name>", "name of the cluster; several can share one NATS", token, "default");
const threads = () => option("--threads <n>", "threads that run tasks", whole(1), 1);

function join(place: Place, name: string): Promise<NatsBus> {
  return connectNats({ servers: place.nats, name });
}

async function scheduler({ clientGrace: clientGraceMs, standby, ...place }: SchedulerFlags): Promise<void> {
  const bus = await join(place, "scheduler");
  // No other process needs a store.
  const { openJetStream } = await import("./store/jetstream.ts");
  const store = await openJetStream(bus, place.cluster);
  if (standby && store === undefined) {
    throw new ConnectionError(
      `--standby needs JetStream, and the NATS server at ${place.nats} has none for this user: start it with "nats-server -js", or allow it for the account.`,
    );
  }
  const dashboard = await showDashboard(place.nats, place.cluster, place, log);
  const holder = `${hostname()}-${process.pid}-${newId()}`;
  const service = serveScheduler({
    bus,
    clock: systemClock,
    cluster: place.cluster,
    clientGraceMs,
    store: store?.openLog(),
    candidature: store && { leadership: store.leadership, holder, standby },
    log,
  });
  untilAsked(
    atOnce(() => service.stop()),
    service.leading,
  );
  service.leading.then(
    () =>
      inform(
        `scheduler of cluster "${place.cluster}" at ${place.nats} leads since ${new Date().toISOString()}`,
      ),
    () => {},
  );
  const how = await service.ended;
  await dashboard?.close();
  await bus.close();
  if (how === "superseded") throw new Error("A newer scheduler leads this cluster.");
}

async function worker({
  name,
  threads: count,
  memoryLimit,
  resources = [],
  id = newId(),
  ...place
}: WorkerFlags): Promise<void> {
  const called = name ?? `${hostname().replaceAll(/[^A-Za-z0-9_-]/g, "-")}-${process.pid}`;
  const bus = await join(place, called);
  const service = startPoolWorker({
    bus,
    cluster: place.cluster,
    name: called,
    threads: count,
    id,
    memoryLimit,
    resources,
    log,
  });
  untilAsked(
    {
      leave: () => service.leave(false),
      retire: () => service.leave(true),
      stop: () => service.stop(),
      departed: service.departed,
    },
    service.joined,
  );
  inform(`worker ${called} asks for the scheduler of cluster "${place.cluster}" at ${place.nats}`);
  service.joined.then(
    () => inform(`worker ${called} with ${count} threads joined cluster "${place.cluster}" at ${place.nats}`),
    () => {},
  );
  await service.ended;
  await bus.close();
}

async function up({ nats: url, cluster: name, workers, threads: count, ...flags }: UpFlags): Promise<void> {
  const settings = localSettings({ threads: count, ...(workers === undefined ? {} : { workers }) });
  const members = await ProcessMembers.start(name, settings, url);
  try {
    await members.scale(settings.workers);
    const dashboard = await showDashboard(members.url, name, flags, log);
    log(`${settings.workers} workers in cluster "${name}" at ${members.url}; Ctrl-C ends them`);
    await new Promise<void>((resolve) => untilAsked(atOnce(resolve)));
    await dashboard?.close();
  } finally {
    await members.close();
  }
}

async function status({ nats: servers, cluster: name, json, timeout }: StatusFlags): Promise<void> {
  // A client takes longer to load than all else here, and nothing else needs one.
  const { Observer } = await import("./client/observer.ts");
  const observer = await Observer.join({ servers, cluster: name, name: "status", timeout });
  const asked = [observer.now(), observer.workers(), observer.actors(), observer.primitives()] as const;
  const views = await Promise.all(asked).finally(() => observer.close());
  const [now, workers, actors, primitives] = views;
  const standing = { ...now, workers, actors, primitives };
  const text = json ? JSON.stringify({ nats: servers, ...standing }, null, 2) : report(standing);
  await new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}

const program = new Command("troupe")
  .description("Tasks, futures and actors on many processes, over NATS.")
  .version(version())
  .showHelpAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
withDashboard(
  program
    .command("scheduler")
    .description("place tasks on workers; one for each cluster")
    .addOption(nats())
    .addOption(cluster())
    .addOption(
      option(
        "--client-grace <ms>",
        "time without a word after which a client counts as gone, and its keys are released",
        whole(1000),
        CLIENT_GRACE_MS,
      ),
    )
    .addOption(
      new Option("--standby", "wait while another leads, and take over when it is gone; needs JetStream")
        .env("TROUPE_STANDBY")
        .default(false),
    ),
).action(scheduler);
program
  .command("worker")
  .description("run tasks in threads of this process")
  .addOption(nats())
  .addOption(cluster())
  .addOption(option("--name <name>", "what others call this worker (default: host and process id)", token))
  .addOption(threads())
  .addOption(
    option("--resources <list>", "what it has for tasks that ask for it, such as gpu=1,disk=0.5", amounts),
  )
  .addOption(
    option(
      "--memory-limit <bytes>",
      "heap that its threads share, and memory for results before they go to disk",
      whole(1),
    ),
  )
  .addOption(option("--id <id>", "address of this very process", token).hideHelp())
  .action(worker);
withDashboard(
  program
    .command("up")
    .description("a cluster on this machine, until Ctrl-C")
    .addOption(
      option("--nats <url>", "URL of a NATS server to use (default: one of its own)", String, SERVER),
    )
    .addOption(cluster())
    .addOption(option("--workers <n>", "workers (default: as many as there are CPUs)", whole(0)))
    .addOption(threads()),
).action(up);
program
  .command("status")
  .description(
    "say which workers there are, and what becomes of tasks, actors, primitives and published names",
  )
  .addOption(nats())
  .addOption(cluster())
  .addOption(new Option("--json", "as JSON, for programs").env("TROUPE_JSON").default(false))
  .addOption(option("--timeout <ms>", "time to wait for an answer", whole(1), 10_000))
  .action(status);

try {
  await program.parseAsync();
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// User code in threads may have left handles that nobody waits for.
process.exit();
