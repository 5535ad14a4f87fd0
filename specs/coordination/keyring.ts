/** What a use is answered. */
export type Word = "granted" | "done" | "expired" | "lapsed" | "declined";
export type Answer = readonly [client: string, number: number, word: Word];

/** One who holds a lock or waits for it: a client by one of its uses, or a multi-lock. */
interface Claim {
  readonly client: string;
  readonly number: number;
  readonly bundle: Bundle | null;
}

/** A multi-lock that somebody holds or takes. */
interface Bundle {
  readonly name: string;
  readonly client: string;
  readonly number: number;
  readonly locks: readonly string[];
  asked: number;
  held: boolean;
}

/** Locks and multi-locks as they are meant: each lock has a line, whose first holds it. */
export class Keyring {
  readonly #lines = new Map<string, Claim[]>();
  readonly #bundles = new Map<string, Bundle>();
  #answers: Answer[] = [];

  constructor(locks: readonly string[]) {
    for (const lock of locks) this.#lines.set(lock, []);
  }

  /** The answers since the last look. */
  look(): Answer[] {
    const answers = this.#answers;
    this.#answers = [];
    return answers;
  }

  waiting(lock: string): number {
    return Math.max(0, this.#line(lock).length - 1);
  }

  state(name: string): "idle" | "taking" | "held" {
    const bundle = this.#bundles.get(name);
    if (bundle === undefined) return "idle";
    return bundle.held ? "held" : "taking";
  }

  locksOf(name: string): readonly string[] {
    return this.#bundles.get(name)?.locks ?? [];
  }

  /** Whether each multi-lock that is being taken waits, in the end, for one who has all that it asked for. */
  get sound(): boolean {
    return [...this.#bundles.values()].every((bundle) => {
      const seen = new Set<Bundle>();
      let at: Bundle | null | undefined = bundle;
      while (at && !at.held) {
        if (seen.has(at)) return false;
        seen.add(at);
        at = this.#line(at.locks[at.asked - 1] ?? "")[0]?.bundle;
      }
      return true;
    });
  }

  acquire(client: string, number: number, lock: string, timeout: number | null): void {
    if (timeout === 0 && this.#line(lock).length > 0) return this.#answer(client, number, "expired");
    this.#claim(lock, { client, number, bundle: null });
  }

  /** `grant` is the use by which the lock was acquired, of that client or another. */
  release(client: string, number: number, lock: string, grant: number): void {
    const [holder] = this.#line(lock);
    const own = holder?.bundle === null && holder.client === client && holder.number === grant;
    this.#answer(client, number, own ? "done" : "declined");
    if (own) this.#leave(lock, (claim) => claim === holder);
  }

  acquireAll(client: string, number: number, name: string, locks: readonly string[]): void {
    if (this.#bundles.has(name)) return this.#answer(client, number, "declined");
    const bundle = { name, client, number, locks: [...new Set(locks)].sort(), asked: 0, held: false };
    this.#bundles.set(name, bundle);
    this.#proceed(bundle);
  }

  releaseAll(client: string, number: number, name: string, grant: number): void {
    const bundle = this.#bundles.get(name);
    const own = bundle?.held === true && bundle.client === client && bundle.number === grant;
    this.#answer(client, number, own ? "done" : "declined");
    if (bundle !== undefined && own) this.#end(bundle);
  }

  /** The time of a use is up, or nobody waits for it. */
  expire(client: string, number: number): void {
    const isMeant = (use: { readonly client: string; readonly number: number }) =>
      use.client === client && use.number === number;
    for (const bundle of [...this.#bundles.values()]) {
      if (bundle.held || !isMeant(bundle)) continue;
      this.#answer(client, number, "expired");
      this.#end(bundle);
    }
    for (const [lock, [holder, ...waiting]] of this.#lines) {
      if (!waiting.some((claim) => claim.bundle === null && isMeant(claim))) continue;
      this.#answer(client, number, "expired");
      this.#leave(lock, (claim) => claim !== holder && claim.bundle === null && isMeant(claim));
    }
  }

  /** A client is silent for too long, or gone: all that it has goes on to others. */
  part(client: string, silent: boolean): void {
    for (const name of [...this.#bundles.keys()].sort()) {
      const bundle = this.#bundles.get(name);
      if (bundle?.client !== client) continue;
      if (silent && !bundle.held) this.#answer(client, bundle.number, "lapsed");
      this.#end(bundle);
    }
    for (const [lock, [, ...waiting]] of this.#lines) {
      const isOwn = (claim: Claim) => claim.bundle === null && claim.client === client;
      if (silent) for (const claim of waiting.filter(isOwn)) this.#answer(client, claim.number, "lapsed");
      this.#leave(lock, isOwn);
    }
  }

  #line(lock: string): Claim[] {
    return this.#lines.get(lock) ?? [];
  }

  #answer(client: string, number: number, word: Word): void {
    this.#answers.push([client, number, word]);
  }

  #claim(lock: string, claim: Claim): void {
    if (this.#line(lock).push(claim) === 1) this.#grant(claim);
  }

  #grant({ client, number, bundle }: Claim): void {
    if (bundle === null) this.#answer(client, number, "granted");
    else this.#proceed(bundle);
  }

  /** Asks for the next lock, or is done. */
  #proceed(bundle: Bundle): void {
    const { name, client, number, locks } = bundle;
    const lock = locks[bundle.asked];
    if (lock !== undefined) {
      bundle.asked++;
      return this.#claim(lock, { client: name, number: bundle.asked, bundle });
    }
    bundle.held = true;
    this.#answer(client, number, "granted");
  }

  #end(bundle: Bundle): void {
    this.#bundles.delete(bundle.name);
    for (const lock of bundle.locks.slice(0, bundle.asked))
      this.#leave(lock, (claim) => claim.bundle === bundle);
  }

  #leave(lock: string, isMeant: (claim: Claim) => boolean): void {
    const line = this.#line(lock);
    const [holder] = line;
    const left = line.filter((claim) => !isMeant(claim));
    this.#lines.set(lock, left);
    const [first] = left;
    if (first !== undefined && first !== holder) this.#grant(first);
  }
}
