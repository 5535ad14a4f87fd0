import type { Results } from "../../src/client/session/results.ts";
import { OUTSIDE } from "../../src/client/session/surroundings.ts";
import { Uses } from "../../src/client/session/uses.ts";
import type { Reply, ToPrimitives, Use } from "../../src/protocol/coordination.ts";
import type { SimulatedClock } from "../simulation/clock.ts";

/** A client that asks for items; what it says and hears is on its way until somebody sees to it. */
export class Taker {
  readonly address: string;
  readonly took: string[] = [];
  /** Between what it says, how many answers it has heard so far. */
  said: (ToPrimitives | number)[] = [];
  /** What was said to it in this session; how much of that it has heard, and is known to have heard. */
  answers: (readonly [number: number, reply: Reply])[] = [];
  heard = 0;
  known = 0;
  /** It is no more. */
  gone = false;
  readonly uses: Uses;
  readonly #withdrawals: (() => void)[] = [];
  /** Gets that have not come to an end. */
  open = 0;

  constructor(number: number, clock: SimulatedClock) {
    this.address = `client.w-${number}`;
    const decode = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    const results = { decode } as unknown as Results;
    const seams = {
      address: this.address,
      clock,
      surroundings: OUTSIDE,
      results,
      line: { acknowledge: () => {} },
    };
    this.uses = new Uses(seams, (message) => this.said.push(message));
  }

  ask(count: number | null, timeout: number | undefined): void {
    if (this.gone) return;
    const use: Use = ["queue", "q", null, ["get", count]];
    this.open++;
    this.uses
      .once(use, { timeout, what: "items" }, (withdraw) => this.#withdrawals.push(withdraw))
      .then(
        (given) => {
          if (given[0] === "items") this.took.push(...given[1].map(String));
        },
        () => {},
      )
      .finally(() => this.open--);
  }

  withdraw(place: number): void {
    if (!this.gone) this.#withdrawals[place % Math.max(1, this.#withdrawals.length)]?.();
  }

  withdrawAll(): void {
    for (const withdraw of this.#withdrawals) withdraw();
  }

  /** It begins another session. */
  renew(): void {
    this.said = [];
    this.answers = [];
    this.heard = 0;
    this.known = 0;
    if (!this.gone) this.uses.restart();
  }

  hear(): void {
    const answer = this.answers[this.heard];
    if (this.gone || answer === undefined) return;
    this.said.push(++this.heard);
    this.uses.hear(...answer);
  }
}
