import type { PrimitiveKind, Reply } from "../protocol/coordination.ts";
import { type Answers, Guest } from "./guest.ts";
import { Primitive } from "./primitive.ts";

/** Clients that are gone and may come back, whose answers are remembered. */
const PARTED = 1000;

/** What a client has, written down. */
type GuestState = readonly [
  client: string,
  primitives: readonly (readonly [kind: PrimitiveKind, name: string])[],
  uses: readonly (
    | readonly [number: number, reply: Reply]
    | readonly [number: number, kind: PrimitiveKind, name: string, ms: number | null]
  )[],
];

/** All clients, written down: those that are there, and what those were answered that are gone. */
export type GuestsState = readonly [
  present: readonly GuestState[],
  parted: readonly (readonly [
    client: string,
    answers: readonly (readonly [number: number, reply: Reply])[],
  ])[],
];

/** The clients that have to do with primitives, by their addresses. */
export class Guests {
  readonly #present = new Map<string, Guest>();
  /** Answers to who is gone, the longest gone first. */
  readonly #parted = new Map<string, Answers>();

  get size(): number {
    return this.#present.size;
  }

  find(client: string): Guest | undefined {
    return this.#present.get(client);
  }

  /** Whether anything is known of a client, which may be gone. */
  remembers(client: string): boolean {
    return this.#present.has(client) || this.#parted.has(client);
  }

  /** Where a use waits, or how it ended, if that is known. */
  recall(client: string, number: number): Primitive | Reply | undefined {
    return this.#present.get(client)?.uses.get(number) ?? this.#parted.get(client)?.get(number);
  }

  admit(client: string): Guest {
    let guest = this.#present.get(client);
    if (guest === undefined) {
      guest = new Guest(this.#parted.get(client));
      this.#parted.delete(client);
      this.#present.set(client, guest);
    }
    return guest;
  }

  /** A client is gone; it may come back, and ask again for what it was answered. */
  part(client: string): Guest | undefined {
    const guest = this.#present.get(client);
    if (guest === undefined) return undefined;
    this.#present.delete(client);
    guest.close();
    guest.forfeit();
    const { answers } = guest;
    if (answers.size > 0) this.#parted.set(client, answers);
    const [longest] = this.#parted.keys();
    if (this.#parted.size > PARTED && longest !== undefined) this.#parted.delete(longest);
    return guest;
  }

  /** Forgets who has nothing and may ask for nothing again. */
  tidy(): void {
    for (const [client, guest] of this.#present) if (guest.idle) this.#present.delete(client);
  }

  snapshot(): GuestsState {
    const present = [...this.#present].filter(([, guest]) => !guest.idle);
    return [
      present.map(([client, guest]) => write(client, guest)),
      Array.from(this.#parted, ([client, answers]) => [client, [...answers]]),
    ];
  }

  /** `find` gives the primitives that guests have to do with. */
  restore([present, parted]: GuestsState, find: (kind: PrimitiveKind, name: string) => Primitive): void {
    for (const [client, primitives, uses] of present) {
      const guest = new Guest();
      this.#present.set(client, guest);
      for (const [kind, name] of primitives) guest.meet(client, find(kind, name));
      for (const use of uses) {
        if (use.length === 2) guest.uses.set(...use);
        else guest.wait(use[0], find(use[1], use[2]), use[3]);
      }
    }
    for (const [client, answers] of parted) this.#parted.set(client, new Map(answers));
  }

  [Symbol.iterator](): Iterator<[client: string, guest: Guest]> {
    return this.#present[Symbol.iterator]();
  }
}

function write(client: string, { primitives, uses, timers }: Guest): GuestState {
  return [
    client,
    Array.from(primitives, ({ kind, name }) => [kind, name]),
    Array.from(uses, ([number, use]) =>
      use instanceof Primitive ? [number, use.kind, use.name, timers.get(number)?.ms ?? null] : [number, use],
    ),
  ];
}
