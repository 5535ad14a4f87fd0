#!/usr/bin/env node
import { hostname } from "node:os";
import { Command, Option } from "commander";
import { withoutPassword } from "./bus/address.ts";
import { connectNats } from "./bus/nats.ts";
import type { NatsBus } from "./bus/nats-bus.ts";
import { counted } from "./client/text/units.ts";
import { type DashboardFlags, showDashboard, withDashboard } from "./cluster/dashboard-flags.ts";
import { amounts, flag, option, serverUrl, token, whole } from "./cluster/flags.ts";
import { type LogFlags, logged, settingsOf, withLog } from "./cluster/log-flags.ts";
import { openLog } from "./cluster/logging.ts";
import { openStore } from "./cluster/open-store.ts";
import { localSettings } from "./cluster/options.ts";
import { newId, startPoolWorker } from "./cluster/pool-worker.ts";
import { atOnce, untilAsked } from "./cluster/process.ts";
import { ProcessMembers } from "./cluster/processes.ts";
import { CLIENT_GRACE_MS, serveScheduler } from "./cluster/scheduler.ts";
import { status } from "./cluster/status.ts";
import { top } from "./cluster/top.ts";
import { SORTS } from "./cluster/top-sorts.ts";
import { version } from "./cluster/version.ts";
import type { Resource } from "./protocol/messages.ts";
import { systemClock } from "./runtime/clock.ts";

interface Place {
  readonly nats: string;
  readonly cluster: string;
}

interface SchedulerFlags extends Place, DashboardFlags, LogFlags {
  readonly clientGrace: number;
  readonly standby: boolean;
}

interface WorkerFlags extends Place, LogFlags {
  readonly name: string | undefined;
  readonly threads: number;
  readonly memoryLimit: number | undefined;
  readonly resources: readonly Resource[] | undefined;
  readonly id: string | undefined;
}

interface UpFlags extends DashboardFlags, LogFlags {
  readonly nats: string | undefined;
  readonly cluster: string;
  readonly workers: number | undefined;
  readonly threads: number;
}

const SERVER = process.env["NATS_URL"] || undefined;
const nats = () =>
  option("--nats <url>", "URL of the NATS server", serverUrl, SERVER ?? "nats://127.0.0.1:4222");
const cluster = () =>
  option("--cluster <name>", "name of the cluster; several can share one NATS", token, "default");
const threads = () => option("--threads <n>", "threads that run tasks", whole(1), 1);

function join(place: Place, name: string): Promise<NatsBus> {
  return connectNats({ servers: place.nats, name });
}

async function scheduler({ clientGrace: clientGraceMs, standby, ...place }: SchedulerFlags): Promise<void> {
  const log = openLog({ role: "scheduler", cluster: place.cluster }, settingsOf(place, "info"));
  const bus = await join(place, "scheduler");
  const store = await openStore(bus, { ...place, standby }, log);
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
      log({
        level: "info",
        msg: `scheduler of cluster "${place.cluster}" at ${withoutPassword(place.nats)} leads since ${new Date().toISOString()}`,
      }),
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
  const author = { role: "worker", cluster: place.cluster, worker: called } as const;
  const log = openLog(author, settingsOf(place, "info"));
  const bus = await join(place, called);
  const at = `cluster "${place.cluster}" at ${withoutPassword(place.nats)}`;
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
  log({ level: "info", msg: `worker ${called} asks for the scheduler of ${at}` });
  service.joined.then(
    () => log({ level: "info", msg: `worker ${called} with ${count} threads joined ${at}` }),
    () => {},
  );
  await service.ended;
  await bus.close();
}

async function up({ nats: url, cluster: name, workers, threads: count, ...flags }: UpFlags): Promise<void> {
  const settings = localSettings({ threads: count, ...(workers === undefined ? {} : { workers }) });
  const log = openLog({ role: "cluster", cluster: name }, settingsOf(flags, "info"));
  const asked = new Promise<void>((resolve) => untilAsked(atOnce(resolve)));
  // Its processes say what goes wrong, unless more is asked for.
  const members = await ProcessMembers.start(name, settings, settingsOf(flags, "warn"), url);
  try {
    const scaled = members.scale(settings.workers);
    const begun = await Promise.race([scaled.then(() => true), asked.then(() => false)]);
    if (!begun) return;
    const dashboard = await showDashboard(members.url, name, flags, log);
    const at = `cluster "${name}" at ${withoutPassword(members.url)}`;
    log({ level: "info", msg: `${counted(settings.workers, "worker")} in ${at}; Ctrl-C ends them` });
    await asked;
    await dashboard?.close();
  } finally {
    await members.close();
  }
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
    .addOption(flag("--standby", "wait while another leads, and take over when it is gone; needs JetStream")),
).action(logged("scheduler", scheduler));
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
  .action(logged("worker", worker));
withDashboard(
  program
    .command("up")
    .description("a cluster on this machine, until Ctrl-C")
    .addOption(
      option("--nats <url>", "URL of a NATS server to use (default: one of its own)", serverUrl, SERVER),
    )
    .addOption(cluster())
    .addOption(option("--workers <n>", "workers (default: as many as there are CPUs)", whole(0)))
    .addOption(threads()),
).action(logged("cluster", up));
program
  .command("status")
  .description(
    "say which workers there are, and what becomes of tasks, actors, primitives and published names",
  )
  .addOption(nats())
  .addOption(cluster())
  .addOption(flag("--json", "as JSON, for programs"))
  .addOption(option("--timeout <ms>", "time to wait for an answer", whole(1), 10_000))
  .action(logged("cluster", status));

program
  .command("top")
  .description("show how a cluster fares, live on a terminal; once where there is none")
  .addOption(nats())
  .addOption(cluster())
  .addOption(option("--interval <ms>", "time between two looks", whole(200), 1000))
  .addOption(
    new Option("--sort <order>", "what stands first: the most, or the name")
      .choices(SORTS)
      .default("busy")
      .env("TROUPE_SORT"),
  )
  .addOption(flag("--plain", "a line at each look, for programs"))
  .addOption(option("--timeout <ms>", "time to wait for an answer", whole(1), 10_000))
  .action(logged("cluster", top));

/** Those that talk to people. */
const TALKS = ["status", "top"];
for (const command of program.commands) withLog(command, TALKS.includes(command.name()) ? "pretty" : "auto");
await program.parseAsync();
// User code in threads may have left handles that nobody waits for.
process.exit();
