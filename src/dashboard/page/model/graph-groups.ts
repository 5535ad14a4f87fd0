import type { GraphView, TaskPhase } from "../../../client/observer/views.ts";

/** The graph with one node for each function, from which edges go wherever one of its tasks is needed. */
export function groupsOf(view: GraphView): GraphView {
  if (view.grouped) return view;
  const names = new Map(view.nodes.map(({ id, name }) => [id, name]));
  const groups = new Map<string, Partial<Record<TaskPhase, number>>>();
  for (const { name, tasks } of view.nodes) {
    const sums = groups.get(name) ?? {};
    groups.set(name, sums);
    for (const phase of PHASES) {
      const more = tasks[phase] ?? 0;
      if (more > 0) sums[phase] = (sums[phase] ?? 0) + more;
    }
  }
  const edges = new Map<string, readonly [string, string]>();
  for (const [from, to] of view.edges) {
    const [one, other] = [names.get(from), names.get(to)];
    if (one !== undefined && other !== undefined) edges.set(`${one}\n${other}`, [one, other]);
  }
  const nodes = [...groups].map(([name, tasks]) => ({ id: name, name, tasks }));
  return { grouped: true, nodes, edges: [...edges.values()], truncated: view.truncated };
}

/** The phases of a task, in the order in which they are shown. */
export const PHASES: readonly TaskPhase[] = ["done", "running", "pending", "failed", "cancelled"];
