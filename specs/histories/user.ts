import type { Recording } from "../linearizability/history.ts";
import type { EventReply, EventRequest } from "../linearizability/models/event.ts";
import type { LockReply, LockRequest } from "../linearizability/models/lock-operation.ts";
import type { QueueReply, QueueRequest } from "../linearizability/models/queue-operation.ts";
import type { RegisterReply, RegisterRequest } from "../linearizability/models/register.ts";
import type { Random } from "../simulation/random.ts";

interface Timeout {
  readonly timeout?: number;
}

const EXPIRED = ["expired"] as const;

interface Lockable {
  acquire(options?: Timeout): Promise<{ readonly token: number; release(): Promise<void> }>;
}

/** A lease that somebody was granted. */
interface Held {
  readonly token: number;
  /** Gives it back; whether it was held until then. */
  release(): Promise<boolean>;
}

/** A client as far as it is used here: that of the package, or one of the simulator. */
export interface Clientlike {
  queue(
    name: string,
    options?: { readonly maxSize?: number },
  ): {
    put(item: string, options?: Timeout): Promise<void>;
    get(options: Timeout & { readonly batch: number | true }): Promise<unknown[]>;
    size(): Promise<number>;
  };
  lock(name: string): Lockable;
  multiLock(names: readonly string[]): Lockable;
  semaphore(name: string, options: { readonly leases: number }): Lockable;
  event(name: string): {
    wait(options?: Timeout): Promise<void>;
    set(): Promise<void>;
    clear(): Promise<void>;
    isSet(): Promise<boolean>;
  };
  variable(name: string): {
    set(value: string): Promise<void>;
    get(options?: Timeout): Promise<unknown>;
    delete(): Promise<void>;
  };
}

/** Where it is recorded what clients do to each kind of primitive. */
export interface Recordings {
  readonly queues: Recording<QueueRequest, QueueReply>;
  readonly locks: Recording<LockRequest, LockReply>;
  readonly semaphores: Recording<LockRequest, LockReply>;
  readonly variables: Recording<RegisterRequest, RegisterReply>;
  readonly events: Recording<EventRequest, EventReply>;
}

/** Locks of which several may be taken at once are one object. */
export const LOCKS = "locks";

/** A client that has everything recorded which it does to primitives. */
export class User {
  readonly name: string;
  readonly #client: Clientlike;
  readonly #recordings: Recordings;
  /** Lets some time pass between two things that it does. */
  readonly dwell: (random: Random) => Promise<void>;
  /** It is closed, or about to be. */
  over = false;
  /** Gets of items that are not answered yet. */
  readonly #gets = new Set<Promise<unknown>>();

  constructor(
    name: string,
    client: Clientlike,
    recordings: Recordings,
    dwell: (random: Random) => Promise<void> = async () => {},
  ) {
    this.name = name;
    this.dwell = dwell;
    this.#client = client;
    this.#recordings = recordings;
  }

  async put(name: string, maxSize: number, item: string, options: Timeout): Promise<void> {
    await this.#queue(name, ["put", item], async () => {
      await this.#client.queue(name, { maxSize }).put(item, options);
      return ["done"];
    });
  }

  async get(
    name: string,
    maxSize: number,
    count: number | "all",
    options: Timeout,
  ): Promise<QueueReply | null> {
    const get = this.#queue(name, ["get", count], async () => {
      const batch = count === "all" ? true : count;
      const items = await this.#client.queue(name, { maxSize }).get({ ...options, batch });
      return ["items", items.map(String)];
    });
    this.#gets.add(get);
    return get.finally(() => this.#gets.delete(get));
  }

  /**
   * Begins nothing any more; resolves when it waits for no items. What is on its way to who closes comes back, and may
   * have been overtaken, which no order explains.
   */
  async finish(): Promise<void> {
    this.over = true;
    await Promise.all(this.#gets);
  }

  async size(name: string): Promise<void> {
    await this.#queue(name, ["size"], async () => {
      return ["size", await this.#client.queue(name).size()];
    });
  }

  /** A lock, or several. */
  async acquire(names: readonly string[], options: Timeout): Promise<Held | null> {
    const [name = "", ...others] = names;
    const lock = others.length > 0 ? this.#client.multiLock(names) : this.#client.lock(name);
    return this.#acquire(this.#recordings.locks, LOCKS, lock, names, options);
  }

  async lease(name: string, leases: number, options: Timeout): Promise<Held | null> {
    const semaphore = this.#client.semaphore(name, { leases });
    return this.#acquire(this.#recordings.semaphores, name, semaphore, [name], options);
  }

  async set(name: string, value: string): Promise<void> {
    await this.#variable(name, ["set", value], async () => {
      await this.#client.variable(name).set(value);
      return ["done"];
    });
  }

  async read(name: string, options: Timeout): Promise<void> {
    await this.#variable(name, ["get"], async () => {
      return ["value", String(await this.#client.variable(name).get(options))];
    });
  }

  async delete(name: string): Promise<void> {
    await this.#variable(name, ["delete"], async () => {
      await this.#client.variable(name).delete();
      return ["done"];
    });
  }

  async signal(name: string, what: "set" | "clear"): Promise<void> {
    await this.#event(name, [what], async () => {
      await this.#client.event(name)[what]();
      return ["done"];
    });
  }

  async wait(name: string, options: Timeout): Promise<void> {
    await this.#event(name, ["wait"], async () => {
      await this.#client.event(name).wait(options);
      return ["done"];
    });
  }

  async isSet(name: string): Promise<void> {
    await this.#event(name, ["isSet"], async () => {
      return ["flag", await this.#client.event(name).isSet()];
    });
  }

  async #acquire(
    recording: Recording<LockRequest, LockReply>,
    object: string,
    lock: Lockable,
    names: readonly string[],
    options: Timeout,
  ): Promise<Held | null> {
    let held: Awaited<ReturnType<Lockable["acquire"]>> | undefined;
    await this.#lease(recording, object, ["acquire", names], async () => {
      held = await lock.acquire(options);
      return ["granted", held.token];
    });
    if (held === undefined) return null;
    const { token } = held;
    const release = async () => {
      const give = async (): Promise<LockReply> => {
        try {
          await held?.release();
          return ["done"];
        } catch (error) {
          if (error instanceof Error && error.message.includes("not held")) return ["notHeld"];
          throw error;
        }
      };
      const reply = await this.#lease(recording, object, ["release", token], give);
      return reply?.[0] === "done";
    };
    return { token, release };
  }

  #queue(name: string, request: QueueRequest, act: () => Promise<QueueReply>): Promise<QueueReply | null> {
    return this.#record(this.#recordings.queues, name, request, act, EXPIRED);
  }

  #lease(
    recording: Recording<LockRequest, LockReply>,
    object: string,
    request: LockRequest,
    act: () => Promise<LockReply>,
  ): Promise<LockReply | null> {
    return this.#record(recording, object, request, act, EXPIRED);
  }

  async #variable(name: string, request: RegisterRequest, act: () => Promise<RegisterReply>): Promise<void> {
    await this.#record(this.#recordings.variables, name, request, act, EXPIRED);
  }

  async #event(name: string, request: EventRequest, act: () => Promise<EventReply>): Promise<void> {
    await this.#record(this.#recordings.events, name, request, act, EXPIRED);
  }

  /** The reply, or null where there is none or nothing came of it. */
  async #record<Request, Reply>(
    recording: Recording<Request, Reply>,
    object: string,
    request: Request,
    act: () => Promise<Reply>,
    expiry: Reply,
  ): Promise<Reply | null> {
    if (this.over) return null;
    const end = recording.call(this.name, object, request);
    try {
      const reply = await act();
      end(reply);
      return reply;
    } catch (error) {
      const { name } = error as Error;
      if (name === "TimeoutError") end(expiry);
      else if (name !== "ClosedError") throw error;
      return null;
    }
  }
}
