import { check, WAIT_RULES } from "../options.ts";
import type { Session } from "../session/session.ts";
import type { TimeoutOptions } from "./lockable.ts";
import { Primitive } from "./primitive.ts";

/** Something that has happened or not, for the whole cluster to wait for. */
export class Event extends Primitive<"event"> {
  /** Clients make these; nobody else does. */
  constructor(session: Session, name: string) {
    super(session, "event", name);
  }

  /** Resolves when it is set, at once where it is; rejects with `TimeoutError`. */
  async wait(options: TimeoutOptions = {}): Promise<void> {
    check(options, WAIT_RULES);
    await this.ask("done", this.use(["wait"]), { timeout: options.timeout, what: `${this} to be set` });
  }

  async set(): Promise<void> {
    await this.ask("done", this.use(["set"]), { what: `${this}` });
  }

  async clear(): Promise<void> {
    await this.ask("done", this.use(["clear"]), { what: `${this}` });
  }

  async isSet(): Promise<boolean> {
    return (await this.ask("flag", this.use(["isSet"]), { what: `${this}` }))[1];
  }
}
