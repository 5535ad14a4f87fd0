import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { withoutPassword } from "../bus/address.ts";
import type { Observer } from "../client/observer/observer.ts";
import type { NowView } from "../client/observer/views.ts";
import { TimeoutError } from "../protocol/errors.ts";
import { systemClock } from "../runtime/clock.ts";
import { within } from "../runtime/within.ts";
import { FullScreen } from "./full-screen.ts";
import type { LogFlags } from "./log-flags.ts";
import { drawTop, plainLine, ratesBetween, type Scene, withKeys } from "./top-drawing.ts";
import { nextSort, type Sort, sortOf } from "./top-sorts.ts";

/** What is asked of `troupe top`. */
interface TopFlags extends LogFlags {
  readonly nats: string;
  readonly cluster: string;
  /** Between two looks, ms. */
  readonly interval: number;
  readonly sort: Sort;
  readonly plain: boolean;
  readonly timeout: number;
}

type Onlooker = Pick<Observer, "now" | "workers" | "failures">;

/** Time after which somebody who watches is told that there is no answer, ms. */
const PATIENCE_MS = 2000;
/** Ctrl-C and Ctrl-Z, as a terminal says them while it leaves them to a program. */
const INTERRUPT = "\x03";
const SUSPEND = "\x1a";

/** Shows how a cluster fares on a terminal, until q is pressed; elsewhere once, or a line at each look. */
export async function top(flags: TopFlags): Promise<void> {
  const { nats: servers, cluster, timeout } = flags;
  // A client takes longer to load than all else here, and nothing else needs one.
  const { Observer } = await import("../client/observer/observer.ts");
  const observer = await Observer.join({ servers, cluster, name: "top", timeout });
  const over = new AbortController();
  const end = () => over.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  // Who reads may have enough.
  process.stdout.on("error", end);
  try {
    const first = await look(observer, withoutPassword(servers), null);
    if (flags.plain) await plainly(observer, first, flags, over.signal);
    else if (process.stdout.isTTY) await live(observer, first, flags, over);
    else await shot(observer, first, flags, over.signal);
  } finally {
    await observer.close();
  }
}

/** How it is now, and what has changed since. */
async function look(onlooker: Onlooker, place: string, before: NowView | null): Promise<Scene> {
  const seen = [onlooker.now(), onlooker.workers(), onlooker.failures()] as const;
  const [now, workers, failures] = await Promise.all(seen);
  const rates = before === null ? new Map<string | null, number>() : ratesBetween(before, now);
  return { place, now, workers, failures, rates, why: null };
}

/** Waits for the next look; false where there is none. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}

/** A picture of all there is, after two looks: rates are told between them. */
async function shot(onlooker: Onlooker, first: Scene, flags: TopFlags, signal: AbortSignal): Promise<void> {
  if (!(await pause(flags.interval, signal))) return;
  const scene = await look(onlooker, first.place, first.now);
  const all = { columns: Number.POSITIVE_INFINITY, rows: Number.POSITIVE_INFINITY };
  await write(drawTop(scene, flags.sort, all).map(({ text }) => text));
}

async function plainly(
  onlooker: Onlooker,
  first: Scene,
  flags: TopFlags,
  signal: AbortSignal,
): Promise<void> {
  for (let scene = first; await pause(flags.interval, signal); ) {
    scene = await look(onlooker, first.place, scene.now);
    await write([plainLine(scene)]);
  }
}

async function live(
  onlooker: Onlooker,
  first: Scene,
  { interval, sort: initial }: TopFlags,
  over: AbortController,
): Promise<void> {
  let scene = first;
  let sort = initial;
  const draw = () => {
    const size = { columns: screen.columns, rows: screen.rows };
    screen.draw(withKeys(drawTop(scene, sort, { ...size, rows: size.rows - 1 }), sort, size));
  };
  const key = (text: string) => {
    if (text === "q" || text === INTERRUPT) return over.abort();
    if (text === SUSPEND) return void suspend(screen).then(draw);
    sort = text === "s" ? nextSort(sort) : (sortOf(text) ?? sort);
    draw();
  };
  const isColourful = process.env["NO_COLOR"] === undefined;
  const screen = new FullScreen(process.stdin, process.stdout, isColourful, { key, resized: draw });
  try {
    do {
      draw();
      if (!(await pause(interval, over.signal))) return;
      const next = look(onlooker, first.place, scene.now);
      scene = await within(systemClock, next, PATIENCE_MS, "the scheduler").catch((error: Error) => ({
        ...scene,
        why: error instanceof TimeoutError ? "No scheduler answers: this is how it was." : error.message,
      }));
    } while (!over.signal.aborted);
  } finally {
    screen.close();
  }
}

/** Leaves the terminal to its shell until that has the program go on. */
async function suspend(screen: FullScreen): Promise<void> {
  screen.close();
  const back = once(process, "SIGCONT");
  process.kill(process.pid, "SIGTSTP");
  await back;
  screen.open();
}

async function write(lines: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write(`${lines.join("\n")}\n`, () => resolve()));
}
