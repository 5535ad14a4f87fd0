import { Feed } from "../../src/dashboard/feed.ts";
import type { Look } from "../../src/dashboard/look.ts";
import { type Outlet, Reader } from "../../src/dashboard/reader.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { MadeUpSource } from "./made-up.ts";

/** A page that reads, or does not. */
export class Sheet implements Outlet {
  readonly told: { readonly event: string; readonly view: unknown }[] = [];
  writableNeedDrain = false;
  destroyed = false;

  write(text: string): boolean {
    const [, event = "", data = ""] = /^event: (.*)\ndata: (.*)\n\n$/.exec(text) ?? [];
    this.told.push({ event, view: JSON.parse(data) });
    return true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  count(event: string): number {
    return this.told.filter((one) => one.event === event).length;
  }

  last(event: string): unknown {
    return this.told.findLast((one) => one.event === event)?.view;
  }
}

/** A feed over sources that specs make up, in virtual time. */
export function stage() {
  const clock = new SimulatedClock();
  const sources: MadeUpSource[] = [];
  const state = { refuses: null as Error | null };
  const open = async () => {
    if (state.refuses !== null) throw state.refuses;
    const source = new MadeUpSource();
    sources.push(source);
    return source;
  };
  const feed = new Feed(open, clock, false);
  const pass = async (ms: number) => {
    const end = clock.now() + ms;
    let over = false;
    clock.after(ms, () => {
      over = true;
    });
    while (!over && clock.now() <= end && clock.step()) await new Promise(setImmediate);
  };
  const join = async (...names: string[]) => {
    const looks = names
      .map((name) => feed.looks.find(name))
      .filter((look): look is Look => look !== undefined);
    const sheet = new Sheet();
    const reader = new Reader(sheet, new Set(looks), names.includes("stream"));
    feed.add(reader);
    await new Promise(setImmediate);
    return { sheet, leave: () => feed.remove(reader) };
  };
  const source = (): MadeUpSource => {
    const last = sources.at(-1);
    if (last === undefined) throw new Error("No source was opened.");
    return last;
  };
  return { clock, feed, join, pass, source, sources, state };
}
