import { KEY_RULES } from "../client/options.ts";
import type { Clock } from "../runtime/clock.ts";
import { Look } from "./look.ts";
import type { Sight } from "./sight.ts";
import type { Source } from "./source.ts";

const [isKey] = KEY_RULES.key;

type Question = readonly [interval: number, ask: (source: Source) => Promise<unknown>];

/** What can be seen, how often at most, ms, and how it is asked for. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  workers: [500, (source) => source.workers()],
  graph: [1000, (source) => source.graph()],
  actors: [1000, (source) => source.actors()],
  coordination: [1000, (source) => source.primitives()],
  system: [1000, (source) => source.system()],
  failures: [1000, (source) => source.failures()],
};

/** The same of one key. */
const KEYED: Readonly<Record<string, (key: string) => Question>> = {
  task: (key) => [500, (source) => source.task(key)],
  chart: (key) => [400, (source) => source.chart(key)],
};

/** Keys of which answers are remembered for others who ask. */
const REMEMBERED = 100;

/** Every view that somebody may want, once each. */
export class Looks {
  /** By which is known whether the scheduler answers. */
  readonly pulse: Look;
  readonly #seams: { readonly sight: Sight; readonly clock: Clock; tell(look: Look): void };
  readonly #fixed: ReadonlyMap<string, Look>;
  readonly #keyed = new Map<string, Look>();

  constructor(sight: Sight, clock: Clock, tell: (look: Look) => void) {
    this.#seams = { sight, clock, tell };
    this.pulse = new Look("now", 200, (source) => source.now(), this.#seams);
    const others = Object.entries(QUESTIONS).map(
      ([name, [interval, ask]]) => [name, new Look(name, interval, ask, this.#seams)] as const,
    );
    this.#fixed = new Map([[this.pulse.name, this.pulse], ...others]);
  }

  find(name: string): Look | undefined {
    return this.#fixed.get(name);
  }

  /** Of a key; undefined where there is no such view, or no such key can be. */
  findKeyed(name: string, key: string): Look | undefined {
    const make = Object.hasOwn(KEYED, name) ? KEYED[name] : undefined;
    if (make === undefined || !isKey(key)) return undefined;
    const id = `${name} ${key}`;
    const look = this.#keyed.get(id) ?? new Look(name, ...make(key), this.#seams);
    // What was wanted last is remembered longest.
    this.#keyed.delete(id);
    this.#keyed.set(id, look);
    for (const [oldest] of this.#keyed) {
      if (this.#keyed.size <= REMEMBERED) break;
      this.#keyed.delete(oldest);
    }
    return look;
  }

  /** What is known is too old for whoever looks next. */
  forget(): void {
    for (const look of this.#fixed.values()) look.forget();
    this.#keyed.clear();
  }
}
