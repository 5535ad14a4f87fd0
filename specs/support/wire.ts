import type { ProtocolError } from "../../src/protocol/errors.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { checkToScheduler } from "../../src/protocol/shapes.ts";
import { layOut, readFrame } from "../../src/runtime/frame.ts";
import { Link } from "../../src/runtime/link.ts";
import { SimulatedClock } from "../simulation/clock.ts";

/** What becomes of one frame: it arrives after each of these delays, ms; lost where there is none. */
export type Fate = readonly number[];

/** Bytes that a link has under way at most before it waits. */
export const WINDOW_BYTES = 4 << 20;

/** Messages to say: a short one, and one of so many bytes. */
export const word = (text: string): ToScheduler => ["gone", text];
export const bytes = (size: number): ToScheduler => [
  "fulfil",
  String(size),
  new Uint8Array(size).fill(size),
  [],
];

/** A frame that nobody has sent. */
export const frame = (sequence: number, body: Uint8Array, more = false) =>
  readFrame(layOut({ session: 7, to: 1, sequence, acknowledged: 0, more, reset: false, asks: false, body }));

type TestLink = Link<ToScheduler, ToScheduler>;

/** One end of a wire: a link, and what came out of it. */
export interface End {
  readonly link: TestLink;
  readonly heard: ToScheduler[];
  readonly garbage: ProtocolError[];
  /** Frames that it has put on the wire. */
  readonly frames: Uint8Array[];
}

/** Two links and what lies between them, where each frame meets its fate and later ones arrive at once. */
export class Wire {
  readonly clock = new SimulatedClock();
  /** How often an end was found silent. */
  silent = 0;
  readonly a: End;
  readonly b: End;
  readonly #fates: Fate[];
  readonly #maxPayload: number;
  readonly #carries: () => boolean;

  /** `carries` says of each frame of `a` when it arrives whether it does. */
  constructor(fates: readonly Fate[] = [], maxPayload = 1 << 20, carries: () => boolean = () => true) {
    this.#fates = [...fates];
    this.#maxPayload = maxPayload;
    this.#carries = carries;
    this.a = this.#end(1, 7, () => this.b);
    this.b = this.#end(7, 1, () => this.a);
  }

  /** Lets time pass until nothing happens any more; throws where that never comes. */
  settle(): void {
    for (let steps = 0; this.clock.step(); steps++) {
      if (steps > 100_000) throw new Error("It never comes to rest.");
    }
  }

  /** Time passes until `done`. */
  until(done: () => boolean): void {
    while (!done()) if (!this.clock.step()) throw new Error("Nothing is left to happen.");
  }

  #end(session: number, peer: number, other: () => End): End {
    const heard: ToScheduler[] = [];
    const garbage: ProtocolError[] = [];
    const frames: Uint8Array[] = [];
    const link: TestLink = new Link(
      {
        clock: this.clock,
        maxPayload: this.#maxPayload,
        publish: (bytes) => {
          if (bytes.byteLength > this.#maxPayload) throw new Error(`A frame of ${bytes.byteLength} bytes.`);
          frames.push(bytes.slice());
          const copy = bytes.slice();
          for (const delay of this.#fates.shift() ?? [1]) {
            this.clock.after(delay, () => {
              if (session !== 1 || this.#carries()) other().link.receive(readFrame(copy));
            });
          }
        },
        check: checkToScheduler,
        deliver: (messages) => heard.push(...messages),
        unreadable: (error) => garbage.push(error),
        silent: () => this.silent++,
      },
      session,
      peer,
    );
    return { link, heard, garbage, frames };
  }
}
