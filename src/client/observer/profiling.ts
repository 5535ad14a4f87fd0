import { Branch } from "../../profile/branch.ts";
import { ALL } from "../../profile/fold.ts";
import { nodeOf, type Profile } from "../../profile/profile.ts";
import { decodeSample } from "../../profile/wire.ts";
import { ActorDiedError, LostError } from "../../protocol/errors.ts";
import type { Payload } from "../../protocol/messages.ts";
import { hostAddress } from "../../protocol/subjects.ts";
import { within } from "../../runtime/within.ts";
import type { Waiter } from "../session/callers.ts";
import type { Session } from "../session/session.ts";

/** How long a worker may take to begin before the others go on without it, and to say what it has seen, ms. */
const BEGIN_MS = 7000;
const COLLECT_MS = 20_000;

const GONE = "It has left or died, with what it had seen.";

/** A worker that is sampled. */
interface Sampled {
  readonly name: string;
  readonly address: string;
  readonly host: string;
  /** Under which it was asked to. */
  readonly number: number;
  readonly begun: Promise<Payload>;
}

/** Samples what the threads of all workers do, of those too that come meanwhile, until `end`. */
export class Profiling {
  readonly #session: Session;
  readonly #interval: number;
  #began: number;
  readonly #sampled = new Map<string, Sampled>();
  readonly #stop: () => void;

  /** `interval` is the time between two samples of a thread, µs. */
  constructor(session: Session, interval: number) {
    this.#session = session;
    this.#interval = interval;
    this.#began = session.clock.now();
    this.#stop = session.roster.watch(() => this.#look());
    this.#look();
  }

  /** Resolves when the workers of now are sampled, but those that take too long to say so. */
  async begun(): Promise<void> {
    const all = Promise.allSettled([...this.#sampled.values()].map(({ begun }) => begun));
    await within(this.#session.clock, all, BEGIN_MS, "workers").catch(() => {});
    this.#began = this.#session.clock.now();
  }

  /** Ends it; what a worker does not tell is missing, and the rest is there. `only` is the name of functions to look into. */
  async end(only?: string): Promise<Profile> {
    this.#stop();
    const ms = this.#session.clock.now() - this.#began;
    const root = new Branch(ALL);
    const workers: string[] = [];
    const missing: { worker: string; why: string }[] = [];
    let threads = 0;
    const told = [...this.#sampled.values()].map(async (worker) => {
      try {
        const sample = decodeSample(await this.#collect(worker));
        root.merge(sample.root);
        threads += sample.threads;
        workers.push(worker.name);
        if (sample.flaw !== "") missing.push({ worker: worker.name, why: sample.flaw });
      } catch (error) {
        missing.push({ worker: worker.name, why: reasonOf(error) });
      }
    });
    await Promise.all(told);
    workers.sort();
    const tree = nodeOf(only === undefined ? root : root.within(only));
    return { root: tree, began: this.#began, ms, interval: this.#interval, workers, threads, missing };
  }

  #look(): void {
    for (const [name, address] of this.#session.roster.workers) {
      if (this.#sampled.has(address)) continue;
      const host = hostAddress(address);
      const [number, begun] = this.#ask(host, ["sample", this.#interval]);
      begun.catch(() => {});
      this.#sampled.set(address, { name, address, host, number, begun });
    }
  }

  async #collect({ address, host, number, begun }: Sampled): Promise<Payload> {
    const { clock, roster } = this.#session;
    if (!roster.workers.some(([, present]) => present === address)) throw new LostError(GONE);
    await within(clock, begun, BEGIN_MS, "a worker");
    const [, seen] = this.#ask(host, ["collect", number]);
    return within(clock, seen, COLLECT_MS, "a worker");
  }

  #ask(
    host: string,
    [kind, value]: readonly ["sample" | "collect", number],
  ): [number: number, answer: Promise<Payload>] {
    let waiter: Waiter | undefined;
    const answer = new Promise<Payload>((resolve, reject) => {
      waiter = {
        gave: resolve,
        threw: (error) => reject(this.#session.results.error(host, error)),
        failed: reject,
      };
    });
    const number = this.#session.callers.ask(
      host,
      (given) => [kind, given, value],
      waiter as unknown as Waiter,
    );
    return [number, answer];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ActorDiedError) return GONE;
  return error instanceof Error ? error.message : String(error);
}
