import type { Payload } from "../protocol/messages.ts";
import { errorOf } from "./given.ts";
import { begin } from "./spawn.ts";
import { type Summons, Turn } from "./turn.ts";

/** What an actor is made from. */
export interface Plan {
  /** Of this thread. */
  readonly number: number;
  readonly codes: readonly string[];
  readonly args: Payload;
  /** The values of futures among the arguments. */
  readonly values: ReadonlyMap<string, Payload>;
}

/** The making of an actor. */
export class Creation extends Turn {
  readonly #plan: Plan;

  constructor(summons: Summons, plan: Plan) {
    super(summons);
    this.#plan = plan;
  }

  override act(): unknown {
    const { codes } = this.instance.house;
    return codes.has(this.#plan.codes) ? this.#make() : codes.load(this.#plan.codes).then(() => this.#make());
  }

  override give(): void {
    this.instance.house.answers.introduce(this, this.instance);
  }

  /** Its time is not that of loading its code. */
  override awaited(): void {}

  override fail(thrown: unknown): void {
    super.fail(errorOf(thrown, this.instance.key));
  }

  #make(): unknown {
    const args = this.read(this.#plan.args, this.#plan.values);
    return args instanceof Promise ? args.then((come) => this.#construct(come)) : this.#construct(args);
  }

  #construct(args: readonly unknown[]): unknown {
    const { house } = this.instance;
    this.begun();
    const { number, codes } = this.#plan;
    const [hash = ""] = codes;
    const value = house.codes.value(hash);
    if (this.instance.form === "machine") {
      const name = house.codes.exported(hash);
      return begin(this.instance, { logic: value, name, input: args[0], number });
    }
    const Class = classOf(value);
    this.instance.title = Class.name || "lambda";
    this.instance.self = Reflect.construct(Class, args);
    return undefined;
  }
}

/** A class as it came; a `TypeError` for what is none, machines among that. */
function classOf(value: unknown): new () => object {
  if (typeof value === "function") return value as new () => object;
  throw new TypeError(
    `An actor is made of a class, and this is of type ${typeof value}: for a machine take client.spawn().`,
  );
}
