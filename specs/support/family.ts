import { execFileSync } from "node:child_process";

/** A process that this one has started, or that one of those has. */
export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/** All of them that are alive. */
export function descendants(): Descendant[] {
  const listing = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  const processes = listing.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", command = ""] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(line) ?? [];
    return pid === undefined || state.startsWith("Z")
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const family = new Set([process.pid]);
  // A child may be listed before its parent.
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes.filter(({ pid }) => family.has(pid) && pid !== process.pid);
}
