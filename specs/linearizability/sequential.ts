import type { EventReply, EventRequest } from "./models/event.ts";
import type { LockReply, LockRequest } from "./models/lock.ts";
import type { QueueReply, QueueRequest } from "./models/queue-operation.ts";
import type { RegisterReply, RegisterRequest } from "./models/register.ts";

/** An object that does one thing after the other. */
export interface Sequential<Request, Reply> {
  /** Does it now, or says null where it would have to wait. */
  perform(client: string, request: Request): Reply | null;
}

export class SequentialQueue implements Sequential<QueueRequest, QueueReply> {
  readonly #items: string[] = [];
  readonly #maxSize: number;

  constructor(maxSize = Number.POSITIVE_INFINITY) {
    this.#maxSize = maxSize;
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
  readonly #size: number;
  #token = 0;

  constructor(size = 1) {
    this.#size = size;
  }

  perform(client: string, request: LockRequest): LockReply | null {
    switch (request[0]) {
      case "acquire":
        if (this.#holders.size >= this.#size) return null;
        this.#token += 3;
        this.#holders.set(this.#token, client);
        return ["granted", this.#token];
      case "release":
        return this.#holders.delete(request[1]) ? ["done"] : ["notHeld"];
      case "gone":
        for (const [token, holder] of this.#holders) if (holder === client) this.#holders.delete(token);
        return ["done"];
    }
  }
}

export class SequentialRegister implements Sequential<RegisterRequest, RegisterReply> {
  #value: string | null = null;

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
