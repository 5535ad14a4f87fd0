import { Observable } from "rxjs";
import { TimeoutError } from "../../protocol/errors.ts";
import { check, WAIT_RULES } from "../options.ts";
import type { Session } from "../session/session.ts";
import { Ending } from "./lease.ts";
import type { TimeoutOptions } from "./lockable.ts";
import { Primitive } from "./primitive.ts";
import { send } from "./sending.ts";

/** One value that the whole cluster reads and replaces. Futures inside stay alive while they are. */
export class Variable<T> extends Primitive<"variable"> {
  /** Clients make these; nobody else does. */
  constructor(session: Session, name: string) {
    super(session, "variable", name);
  }

  /** Replaces the value; rejects with `SerializationError` for one that cannot travel or takes over 1 MiB. */
  async set(value: T): Promise<void> {
    await send(this.session, value, (item, before) =>
      this.ask("done", this.use(["set", item]), { what: `${this}`, before }),
    );
  }

  /** The value, once there is one; rejects with `TimeoutError`. */
  async get(options: TimeoutOptions = {}): Promise<T> {
    check(options, WAIT_RULES);
    const what = `a value of ${this}`;
    return (await this.ask("value", this.use(["get"]), { timeout: options.timeout, what }))[1] as T;
  }

  /** Leaves it without a value: who asks for one waits. */
  async delete(): Promise<void> {
    await this.ask("done", this.use(["delete"]), { what: `${this}` });
  }

  /** The present value, where there is one, then every other that it gets, in their order; completes when the client is closed, or the task ends. */
  get changes$(): Observable<T> {
    return new Observable<T>((subscriber) => {
      const resume = this.session.surroundings.wait();
      const withdraw = this.session.uses.watch(
        this.use(["watch"]),
        `${this}`,
        (given) => {
          if (given[0] === "value") subscriber.next(given[1] as T);
        },
        (error) => {
          // Its time is without end, and only up where the task is that watches.
          if (error === this.session.closed || error instanceof TimeoutError) subscriber.complete();
          else subscriber.error(error);
        },
      );
      const watching = new Ending();
      watching.by(withdraw);
      this.session.surroundings.adopt(watching);
      return () => {
        watching.over();
        resume();
        withdraw();
      };
    });
  }
}
