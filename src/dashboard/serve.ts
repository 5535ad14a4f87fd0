import type { ClusterAddress, ConnectOptions } from "../client/connection/connect.ts";
import { Observer } from "../client/observer/observer.ts";
import { Dashboard, type DashboardOptions } from "./dashboard.ts";

/** Time for a scheduler to answer, ms. */
const ANSWER_MS = 2000;

/** Serves a dashboard of that cluster; it joins the cluster whenever somebody looks. */
export function serveDashboard(
  where: ConnectOptions | ClusterAddress,
  options: Omit<DashboardOptions, "open">,
): Promise<Dashboard> {
  const open = () => Observer.join(where, { name: "dashboard", timeout: ANSWER_MS });
  return Dashboard.start({ ...options, open });
}
