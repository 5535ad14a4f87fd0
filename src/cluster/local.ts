import type { InspectOptionsStylized } from "node:util";
import type { Bus } from "../bus/bus.ts";
import { findNatsServer, INSTALL_NATS_SERVER } from "../bus/server.ts";
import type { ClusterAddress } from "../client/connection/connect.ts";
import { SHOWN, shown } from "../client/text/shown.ts";
import { formatBytes } from "../client/text/units.ts";
import type { Dashboard } from "../dashboard/dashboard.ts";
import { type LogSettings, logSettings, openLog } from "./logging.ts";
import type { Members } from "./members.ts";
import { MemoryMembers } from "./memory.ts";
import { type LocalOptions, type LocalSettings, localSettings } from "./options.ts";
import { ProcessMembers } from "./processes.ts";

/** A cluster on this machine, for this program: scheduler and workers, ended by `close`. */
export class LocalCluster implements ClusterAddress {
  readonly cluster = "default";
  readonly #members: Members;
  readonly #settings: LocalSettings;
  #dashboard: Dashboard | null = null;

  private constructor(members: Members, settings: LocalSettings) {
    this.#members = members;
    this.#settings = settings;
  }

  /** Resolves when all workers have joined. Throws a `TypeError` for an option that cannot be. */
  static async start(options: LocalOptions = {}): Promise<LocalCluster> {
    const settings = localSettings(options);
    const logs = logSettings();
    const cluster = "default";
    const nats = settings.bus === "nats" || (settings.bus === "auto" && findNatsServer() !== undefined);
    if (!nats && settings.bus === "auto") {
      openLog(
        { role: "cluster", cluster },
        logs,
      )({
        level: "warn",
        msg: `no nats-server found, so the cluster runs within this process; to get one, ${INSTALL_NATS_SERVER}`,
      });
    }
    const members = nats
      ? await ProcessMembers.start(cluster, settings, logs)
      : new MemoryMembers(cluster, settings, logs);
    try {
      await members.scale(settings.workers);
      const local = new LocalCluster(members, settings);
      await local.#show(settings.dashboard, logs);
      return local;
    } catch (error) {
      await members.close();
      throw error;
    }
  }

  /** Where the cluster is: a NATS URL, or `memory`. */
  get url(): string {
    return this.#members.url;
  }

  /** Where people can look at it in a browser; null where it was started without that. */
  get dashboardUrl(): string | null {
    return this.#dashboard?.url ?? null;
  }

  /** How many workers there should be. */
  get workers(): number {
    return this.#members.workers;
  }

  /** A new connection to the cluster's bus. */
  connect(): Promise<Bus> {
    return this.#members.connect();
  }

  /** Starts or ends workers until there are `count`; resolves when that is so. */
  async scale(count: number): Promise<void> {
    await this.#members.scale(localSettings({ workers: count }).workers);
  }

  /** Ends the workers, the scheduler and the server. */
  async close(): Promise<void> {
    await this.#dashboard?.close();
    await this.#members.close();
  }

  async #show(port: number | false, logs: LogSettings): Promise<void> {
    if (port === false) return;
    // Only who looks needs it, and it takes a while to load.
    const { serveDashboard } = await import("../dashboard/serve.ts");
    const log = openLog({ role: "cluster", cluster: this.cluster }, logs);
    const warn = (msg: string) => log({ level: "warn", msg });
    this.#dashboard = await serveDashboard(this, { port, warn });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  toString(): string {
    const { threads, memoryLimit } = this.#settings;
    const size = `workers=${this.workers}, threads=${this.workers * threads}`;
    return `<LocalCluster('${this.url}', ${size}, memory=${formatBytes(this.workers * memoryLimit)})>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }
}
