import { type Command, InvalidArgumentError } from "commander";
import type { Dashboard } from "../dashboard/dashboard.ts";
import type { Logger } from "../runtime/logger.ts";
import { flag, option } from "./flags.ts";
import { isPort } from "./options.ts";

/** How a process is asked for a dashboard. */
export interface DashboardFlags {
  /** Its port, 0 for any; undefined for none. */
  readonly dashboard: number | undefined;
  readonly dashboardHost: string | undefined;
  readonly dashboardToken: string | undefined;
  readonly allowControl: boolean;
}

const PORT = 8787;

/** Adds the options of commands that can serve a dashboard. */
export function withDashboard(command: Command): Command {
  const options = [
    option("--dashboard [port]", `serve a dashboard, by default at port ${PORT}; 0 for any`, port).preset(
      String(PORT),
    ),
    option("--dashboard-host <host>", "address at which it listens (default: this machine alone)", String),
    option(
      "--dashboard-token <text>",
      "what who looks has to know (default: drawn where other machines reach it, else none)",
      secret,
    ),
    flag("--allow-control", "let failed tasks be tried again from the dashboard"),
  ];
  return options.reduce((extended, each) => extended.addOption(each), command);
}

/** Serves the dashboard that the flags ask for, and says where; null where they ask for none. */
export async function showDashboard(
  servers: string,
  cluster: string,
  flags: DashboardFlags,
  log: Logger,
): Promise<Dashboard | null> {
  const { dashboard: port, dashboardHost: host, dashboardToken: token, allowControl: control } = flags;
  if (port === undefined) return null;
  // Only who looks needs it, and it takes a while to load.
  const { serveDashboard } = await import("../dashboard/serve.ts");
  const warn = (msg: string) => log({ level: "warn", msg });
  const dashboard = await serveDashboard({ servers, cluster }, { port, host, token, control, warn });
  log({ level: "info", msg: `dashboard of cluster "${cluster}" at ${dashboard.url}` });
  return dashboard;
}

function port(text: string): number {
  if (text === "" || !isPort(Number(text))) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return Number(text);
}

function secret(text: string): string {
  if (!/^[\w.~-]{16,}$/.test(text))
    throw new InvalidArgumentError("It has 16 or more letters, digits, -, _, . or ~.");
  return text;
}
