import { encodeSample } from "../profile/wire.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import type { Sampler } from "./executor.ts";
import type { Sampling } from "./sampling.ts";

/** Profiles that are taken at a time. */
const MOST = 16;

/** Profiles the threads of one worker, for several callers at a time; while nobody asks it is nothing. */
export class Profiler implements Sampler {
  readonly #present: ReadonlySet<number>;
  readonly #modules: string;
  readonly #callers = new Map<string, Map<number, Promise<Sampling>>>();

  /** `present` are Node's numbers of the worker's threads, `modules` the folder of modules that clients have sent. */
  constructor(present: ReadonlySet<number>, modules: string) {
    this.#present = present;
    this.#modules = modules;
  }

  async begin(caller: string, number: number, interval: number): Promise<void> {
    const samplings = this.#callers.get(caller) ?? new Map<number, Promise<Sampling>>();
    if (this.#count >= MOST)
      throw new TroupeError(`${MOST} profiles of this worker are being taken already: wait for one of them.`);
    if (samplings.has(number)) throw new TroupeError("Something is sampled under this number already.");
    const opening = this.#open(interval);
    this.#callers.set(caller, samplings.set(number, opening));
    await (await opening).begin();
  }

  async collect(caller: string, number: number): Promise<Payload> {
    const samplings = this.#callers.get(caller);
    const sampling = samplings?.get(number);
    if (samplings === undefined || sampling === undefined)
      throw new TroupeError("Nothing is sampled under this number.");
    samplings.delete(number);
    if (samplings.size === 0) this.#callers.delete(caller);
    return encodeSample(await (await sampling).end());
  }

  forsake(caller: string): void {
    for (const sampling of this.#callers.get(caller)?.values() ?? [])
      void sampling.then(
        (begun) => begun.close(),
        () => {},
      );
    this.#callers.delete(caller);
  }

  get #count(): number {
    return [...this.#callers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  async #open(interval: number): Promise<Sampling> {
    const [inspector, { Sampling }] = await Promise.all([import("node:inspector"), import("./sampling.ts")]);
    return new Sampling(inspector, this.#present, interval, this.#modules);
  }
}
