import type { Cancel } from "../../runtime/clock.ts";
import type { Session } from "../session/session.ts";
import { Observer } from "./observer.ts";
import type { LoadSample, Stretch } from "./report-data.ts";
import type { FunctionView, NowView, SpanView, WorkerView } from "./views.ts";

/** Spans that are kept. */
const SPANS = 20_000;
/** Time between two samples of the workers' load at first, ms; samples that are kept before there are half as many. */
const SAMPLE_MS = 500;
const SAMPLES = 1200;
/** How often, and for how long, is looked whether all workers have told of themselves, ms. */
const LOOK_MS = 50;
const PATIENCE_MS = 3000;

/** Records what a cluster does, from `begun` to `end`. */
export class Recording {
  readonly #session: Session;
  readonly #observer: Observer;
  readonly #unwatch: () => void;
  #spans: SpanView[] = [];
  #dropped = 0;
  #loads: LoadSample[] = [];
  #every = SAMPLE_MS;
  #next: Cancel = () => {};
  #over = false;
  #before: NowView | null = null;
  readonly #gaps = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    this.#observer = new Observer({ session, end: async () => {} });
    this.#unwatch = this.#observer.watch(({ spans, dropped }) => this.#take(spans, dropped));
  }

  /** Resolves when what is done from now on is recorded, but by workers that are not heard for long. */
  async begun(): Promise<void> {
    await Promise.all([this.#settled(1), this.#see().then((now) => (this.#before = now))]);
    await this.#sample();
  }

  /** Ends it; `failure` is what the work ended with, where it failed. */
  async end(failure: string | null): Promise<Stretch> {
    // What is under way from a worker comes with its next words, and what just ended with those after.
    await this.#settled(2);
    this.#over = true;
    this.#next();
    await this.#sample();
    const [now, workers] = await Promise.all([this.#see(), this.#workers()]);
    this.#unwatch();
    await this.#observer.close();
    return {
      cluster: this.#session.cluster,
      failure,
      spans: this.#spans,
      dropped: this.#dropped,
      functions: now === null ? [] : changes(this.#before, now),
      loads: this.#loads,
      workers: workers ?? [],
      gaps: [...this.#gaps],
    };
  }

  #take(spans: readonly SpanView[], dropped: number): void {
    this.#spans.push(...spans);
    this.#dropped += dropped;
    const excess = this.#spans.length - SPANS;
    if (excess < SPANS / 10) return;
    this.#spans = this.#spans.slice(excess);
    this.#dropped += excess;
  }

  /** Resolves when every worker has told `times` of itself from now on, or some are not heard for long. */
  async #settled(times: number): Promise<void> {
    const { clock } = this.#session;
    const deadline = clock.now() + PATIENCE_MS;
    for (let round = 0; round < times; round++) {
      const before = new Map((await this.#workers())?.map(({ address, load }) => [address, load]));
      let silent: readonly WorkerView[];
      do {
        await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
        const workers = (await this.#workers()) ?? [];
        silent = workers.filter(({ address, load }) => load === (before.get(address) ?? null));
      } while (silent.length > 0 && clock.now() < deadline);
      for (const { name } of silent) this.#gaps.add(`${name} was not heard for ${PATIENCE_MS} ms.`);
    }
  }

  /** What a scheduler that does not answer cannot tell is missing, and the rest is there. */
  async #see(): Promise<NowView | null> {
    return this.#observer.now().catch((error: Error) => this.#miss(error));
  }

  async #workers(): Promise<readonly WorkerView[] | null> {
    return this.#observer.workers().catch((error: Error) => this.#miss(error));
  }

  #miss({ message }: Error): null {
    this.#gaps.add(message);
    return null;
  }

  async #sample(): Promise<void> {
    const workers = await this.#workers();
    const at = this.#session.clock.now();
    if (workers !== null) this.#loads.push({ at, ...sumOf(workers) });
    if (this.#loads.length > SAMPLES) {
      this.#loads = this.#loads.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
    }
    if (!this.#over) this.#next = this.#session.clock.after(this.#every, () => void this.#sample());
  }
}

function sumOf(workers: readonly WorkerView[]): Omit<LoadSample, "at"> {
  const loads = workers.flatMap(({ load }) => load ?? []);
  const sum = (figures: readonly number[]) => figures.reduce((all, figure) => all + figure, 0);
  return {
    running: sum(workers.map(({ running }) => running)),
    cpu: loads.length === 0 ? null : sum(loads.map(({ cpu }) => cpu)),
    memory: loads.length === 0 ? null : sum(loads.map(({ memory }) => memory)),
    results: sum(workers.map(({ bytes }) => bytes)),
  };
}

/** What became of tasks between two looks; another scheduler has counted anew. */
function changes(before: NowView | null, now: NowView): FunctionView[] {
  const earlier = new Map(
    before?.epoch === now.epoch ? before.functions.map((one) => [one.name, one] as const) : [],
  );
  return now.functions
    .map((after) => {
      const old = earlier.get(after.name);
      if (old === undefined) return after;
      const done = after.done - old.done;
      const ms = done === 0 ? 0 : (after.ms * after.done - old.ms * old.done) / done;
      const { failed, cancelled } = after;
      return { ...after, done, ms, failed: failed - old.failed, cancelled: cancelled - old.cancelled };
    })
    .filter(
      ({ pending, running, done, failed, cancelled }) => pending + running + done + failed + cancelled > 0,
    );
}
