import type { EventReply, EventRequest } from "./models/event.ts";
import type { LockReply, LockRequest } from "./models/lock-operation.ts";
import type { QueueReply, QueueRequest } from "./models/queue-operation.ts";
import type { RegisterReply, RegisterRequest } from "./models/register.ts";

/** An object that does one thing after the other. */
export interface Sequential<Request, Reply> {
  /** Does it now, or says null where it would have to wait. */
  perform(client: string, request: Request): Reply | null;
  /** How much is in it, or taken of it. */
  readonly size: number;
}

export class SequentialQueue implements Sequential<QueueRequest, QueueReply> {
  readonly #items: string[] = [];
  readonly #maxSize: number;

  constructor(maxSize = Number.POSITIVE_INFINITY) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#items.length;
  }

  perform(_client: string, request: QueueRequest): QueueReply | null {
    switch (request[0]) {
      case "put":
        if (this.#items.length >= this.#maxSize) return null;
        this.#items.push(request[1]);
        return ["done"];
      case "get": {
        const count = request[1] === "all" ? this.#items.length : request[1];
        return this.#items.length < count ? null : ["items", this.#items.splice(0, count)];
      }
      case "size":
        return ["size", this.#items.length];
    }
  }
}

/** So many leases, one for a lock, with tokens that grow; the names in its requests do not count. */
export class SequentialLeases implements Sequential<LockRequest, LockReply> {
  readonly #holders = new Map<number, string>();
  readonly #leases: number;
  #token = 0;

  constructor(leases = 1) {
    this.#leases = leases;
  }

  get size(): number {
    return this.#holders.size;
  }

  perform(client: string, request: LockRequest): LockReply | null {
    switch (request[0]) {
      case "acquire":
        if (this.size >= this.#leases) return null;
        this.#token += 3;
        this.#holders.set(this.#token, client);
        return ["granted", this.#token];
      case "release":
        if (this.#holders.get(request[1]) !== client) return ["notHeld"];
        this.#holders.delete(request[1]);
        return ["done"];
      case "gone":
        for (const [token, holder] of this.#holders) if (holder === client) this.#holders.delete(token);
        return ["done"];
    }
  }
}

export class SequentialRegister implements Sequential<RegisterRequest, RegisterReply> {
  #value: string | null = null;

  get size(): number {
    return this.#value === null ? 0 : 1;
  }

  perform(_client: string, request: RegisterRequest): RegisterReply | null {
    switch (request[0]) {
      case "set":
        this.#value = request[1];
        return ["done"];
      case "delete":
        this.#value = null;
        return ["done"];
      case "get":
        return this.#value === null ? null : ["value", this.#value];
    }
  }
}

export class SequentialEvent implements Sequential<EventRequest, EventReply> {
  #flag = false;

  get size(): number {
    return this.#flag ? 1 : 0;
  }

  perform(_client: string, request: EventRequest): EventReply | null {
    switch (request[0]) {
      case "wait":
        return this.#flag ? ["done"] : null;
      case "isSet":
        return ["flag", this.#flag];
      default:
        this.#flag = request[0] === "set";
        return ["done"];
    }
  }
}
