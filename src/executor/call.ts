import type { Payload } from "../protocol/messages.ts";
import { memberOf } from "./member.ts";
import { type Summons, Turn } from "./turn.ts";

const NO_VALUES: ReadonlyMap<string, Payload> = new Map();

/** A call of a method, or the reading of a property where there are no arguments. */
export class Call extends Turn {
  readonly #member: string;
  readonly #args: Payload | null;

  constructor(summons: Summons, member: string, args: Payload | null) {
    super(summons);
    this.#member = member;
    this.#args = args;
  }

  override act(): unknown {
    const { self } = this.instance;
    const args = this.#args === null ? null : this.read(this.#args, NO_VALUES);
    if (args instanceof Promise) return args.then((come) => memberOf(self, this.#member, come));
    return memberOf(self, this.#member, args);
  }

  override give(value: unknown): void {
    this.instance.house.answers.give(this, value);
  }
}
