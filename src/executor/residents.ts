import type { Surroundings } from "../client/session/surroundings.ts";
import type { Payload } from "../protocol/messages.ts";
import { Answers, type Referent } from "./answers.ts";
import { Call } from "./call.ts";
import type { Codes } from "./codes.ts";
import { context, type WorkerIdentity } from "./context.ts";
import { Creation } from "./creation.ts";
import { Decoder } from "./decoder.ts";
import type { House } from "./house.ts";
import { Instance } from "./instance.ts";
import type { Signals } from "./signals.ts";
import { disclose } from "./speaker.ts";
import type { ThreadClient } from "./thread-client.ts";
import { Turn } from "./turn.ts";
import type { Enclosed, FromActors, ToActors } from "./words.ts";

const NONE: readonly never[] = [];

/** Words that are heard at once: they spare turns that have not begun, or ask whether the thread is stuck. */
const PRESSING: ReadonlySet<ToActors[0]> = new Set(["withdraw", "took", "dismiss", "ping"]);

/** The turn that code belongs to, where it belongs to any. */
export function presentTurn(): Turn | null {
  const turn = context.getStore();
  return turn instanceof Turn ? turn : null;
}

/** An actor takes no slot, and is no task that others come of. */
export const surroundings: Surroundings = {
  wait: () => () => {},
  parent: () => null,
  adopt: (hold) => presentTurn()?.instance.adopt(hold),
  chain: () => presentTurn()?.chain ?? NONE,
  signal: () => null,
};

/** What the actors of a thread need of it. */
export type ThreadSeams = Pick<House, "name" | "worker" | "client" | "codes" | "signals" | "say" | "hear">;

/** The actors of one thread, by their numbers. */
export class Residents implements House {
  readonly name: string;
  readonly worker: WorkerIdentity;
  readonly client: ThreadClient;
  readonly codes: Codes;
  readonly signals: Signals;
  readonly decoder: Decoder;
  readonly answers: Answers;
  readonly say: (word: FromActors) => void;
  readonly hear: () => void;
  readonly #instances = new Map<number, Instance>();
  /** Turns that nobody waits for any more, by order. */
  readonly #withdrawn = new Set<number>();
  /** Actors that are dismissed, and are yet to come, by number. */
  readonly #dismissed = new Set<number>();

  constructor({ name, worker, client, codes, signals, say, hear }: ThreadSeams) {
    this.name = name;
    this.worker = worker;
    this.client = client;
    this.codes = codes;
    this.signals = signals;
    this.say = say;
    this.hear = hear;
    this.decoder = new Decoder(codes, client);
    this.answers = new Answers(client, say);
  }

  /** How many there are. */
  get size(): number {
    return this.#instances.size;
  }

  isPressing([kind]: ToActors): boolean {
    return PRESSING.has(kind);
  }

  isWithdrawn(order: number): boolean {
    return this.#withdrawn.size > 0 && this.#withdrawn.delete(order);
  }

  refer({ reference }: Referent): object {
    return this.client.client.self(reference);
  }

  /** Does what the process says; `large` are the payloads that came along. */
  obey(word: ToActors, large: readonly Payload[]): void {
    const open = (payload: Enclosed): Payload => disclose(payload, large);
    switch (word[0]) {
      case "code":
        return this.codes.learn(word[1], open(word[2]).slice());
      case "create": {
        const [, order, number, key, hashes, args, values, terms, timeout, origin] = word;
        if (this.#dismissed.delete(number)) return;
        const instance = new Instance(key, this, terms, timeout);
        this.#instances.set(number, instance);
        const given = new Map(values.map(([name, value]) => [name, open(value)]));
        const plan = { number, codes: hashes, args: open(args), values: given };
        return instance.take(
          new Creation({ order, instance, origin, timed: timeout > 0, traced: false }, plan),
        );
      }
      case "call": {
        const [, order, number, member, args, timed, traced, origin] = word;
        const instance = this.#instances.get(number);
        if (instance === undefined) return;
        const summons = { order, instance, origin, timed, traced };
        return instance.take(new Call(summons, member, args === null ? null : open(args)));
      }
      case "withdraw":
        this.#withdrawn.add(word[1]);
        return;
      case "took":
        this.#withdrawn.delete(word[1]);
        return this.answers.taken(word[1]);
      case "dismiss":
        this.#instances.get(word[1])?.end();
        if (!this.#instances.delete(word[1])) this.#dismissed.add(word[1]);
        return;
      case "ping":
        return this.signals.answer(word[1]);
    }
  }
}
