import type { ActorView, FailureView, SpanView, WorkerView } from "../../src/client/observer/views.ts";

/** What the made-up cluster runs. */
export const FUNCTIONS = ["parseFile", "checkProse", "checkLinks", "runBlock", "mergeFindings", "summarize"];
/** Ms between two lots of spans. */
export const BEAT = 200;

export function workerView(index: number): WorkerView {
  return {
    name: `worker-${index}`,
    address: `w${index}`,
    host: index % 2 === 0 ? "alpha" : "beta",
    threads: 2,
    state: index === 0 ? "paused" : "open",
    running: index % 3,
    queued: index % 3 === 2 ? index : 0,
    results: 120 * index,
    bytes: 3_000_000 * index,
    actors: index % 3,
    load: {
      cpu: ((index * 37) % 20) / 10,
      memory: 80e6 + ((index * 53) % 17) * 20e6,
      memoryLimit: 512e6,
      spilled: index % 7 === 3 ? 12 : 0,
      delay: 1.5 + (index % 4),
    },
  };
}

export function functionView(
  name: string,
  [pending = 0, running = 0, done = 0, failed = 0, cancelled = 0]: readonly number[],
  ms: number,
) {
  return { name, pending, running, done, failed, cancelled, ms };
}

export function actorView(
  key: string,
  name: string | null,
  form: "class" | "machine",
  type: string,
  worker: number,
  figures: readonly [number, number, number] | null,
): ActorView {
  const [calls, mailbox, open] = figures ?? [null, null, null];
  return { key, name, form, type, worker: `worker-${worker}`, calls, mailbox, open };
}

export function failureView(key: string, at: number): FailureView {
  return {
    key,
    name: key.replace(/-\d+$/, ""),
    at,
    error: "SyntaxError: Unexpected token '}', \"{ a: 1 }}\" is not valid JSON",
    stack:
      "SyntaxError: Unexpected token '}'\n    at JSON.parse (<anonymous>)\n    at runBlock (tasks.ts:41:12)\n    at Thread.run (thread.js:88:20)",
    worker: "worker-1",
  };
}

/** What each lane of each worker did from an instant on. */
export function spansAt(at: number, workers: readonly WorkerView[]): SpanView[] {
  const spans: SpanView[] = [];
  workers.forEach(({ name: worker, threads }, index) => {
    for (let thread = 0; thread < threads; thread++) {
      const turn = Math.floor(at / BEAT) + index * 3 + thread * 5;
      const name = FUNCTIONS[(turn * 7) % 5] ?? "parseFile";
      const failed = turn % 23 === 0;
      const ms = 40 + ((turn * 31) % 150);
      const rest = { worker, key: `${name}-${turn}`, bytes: 1000 + (turn % 500) };
      if (turn % 4 !== 3) {
        spans.push({
          ...rest,
          kind: "task",
          lane: String(thread),
          name,
          began: at + 5,
          ms,
          outcome: failed ? "failed" : "done",
        });
      }
      if (turn % 6 === 0) {
        const from = workers[(index + 1) % workers.length]?.name ?? "worker-0";
        spans.push({
          ...rest,
          kind: "transfer",
          lane: "net",
          name: from,
          began: at,
          ms: 60,
          outcome: "done",
        });
      }
    }
  });
  return spans;
}
