import type { Profile, ProfileNode } from "./profile.ts";

/** A profile as DevTools and editors open it; `function` counts lines from 0. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly scriptId: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
    readonly hitCount: number;
    readonly children: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * A profile in the format of `.cpuprofile` files. As it is the sum of many threads, its time line is none of the
 * clock: each function stands there once, for as long as it took, longest first.
 */
export function cpuProfile({ root, began, interval }: Profile): CpuProfile {
  const ids = new Map<ProfileNode, number>();
  const order: ProfileNode[] = [];
  const left: ProfileNode[] = [root];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    ids.set(next, order.push(next));
    left.push(...[...next.children].reverse());
  }
  const spent = order.filter(({ self }, i) => self > 0 || i === 0);
  const micros = (ms: number) => Math.round(ms * 1000);
  const startTime = micros(began);
  // The time from one sample to the next is that of the first.
  const timeDeltas = [0, ...spent.slice(0, -1).map(({ self }) => micros(self))];
  const length = spent.reduce((sum, { self }) => sum + micros(self), 0);
  return {
    nodes: order.map((node, i) => ({
      id: i + 1,
      callFrame: {
        functionName: i === 0 ? "(root)" : node.name,
        scriptId: "0",
        url: node.url,
        lineNumber: node.line - 1,
        columnNumber: node.column - 1,
      },
      hitCount: Math.round(micros(node.self) / interval),
      children: node.children.map((child) => ids.get(child) ?? 0),
    })),
    startTime,
    endTime: startTime + length,
    samples: spent.map((node) => ids.get(node) ?? 0),
    timeDeltas,
  };
}
