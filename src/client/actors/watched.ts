import type { Payload } from "../../protocol/messages.ts";
import type { Watcher } from "../session/callers.ts";
import type { Entry } from "../session/entry.ts";
import { Hold } from "../session/hold.ts";
import type { Session } from "../session/session.ts";
import type { CallKeys } from "./call-keys.ts";
import { OutputEntry } from "./output-entry.ts";
import type { RemoteActor } from "./remote-actor.ts";
import { RemoteMachine } from "./remote-machine.ts";

/** One reason to keep a machine, and to watch it. */
class MachineHold extends Hold {
  readonly #over: () => void;

  constructor(session: Session, entry: Entry, over: () => void) {
    super(session, entry);
    this.#over = over;
  }

  override end(): void {
    if (this.ended) return;
    super.end();
    this.#over();
  }
}

/** A machine that this client watches for as long as anything here holds it. */
export class Watched {
  readonly actor: RemoteActor;
  readonly machine: RemoteMachine;
  readonly output: OutputEntry;
  readonly #session: Session;
  readonly #entry: Entry;
  #holds = 0;
  /** Number of the watch. */
  #watch = 0;

  constructor(session: Session, keys: CallKeys, actor: RemoteActor, entry: Entry) {
    this.#session = session;
    this.actor = actor;
    this.#entry = entry;
    const read = (bytes: Payload) => session.results.decode(bytes);
    this.machine = new RemoteMachine(actor.key, read, (outcome) => this.output.end(outcome));
    this.output = new OutputEntry(keys.next("output"), () => this.hold());
  }

  /** Keeps the machine, and its snapshots coming. */
  hold(): Hold {
    if (this.#holds++ === 0 && !this.machine.ended) this.#watch = this.actor.watch(this.#watcher());
    return new MachineHold(this.#session, this.#entry, () => {
      if (--this.#holds === 0) this.#session.callers.withdraw(this.#watch);
    });
  }

  #watcher(): Watcher {
    const { machine } = this;
    // Bytes that cannot be read end it here, and nothing else.
    const attempt = (hear: (bytes: Payload) => void) => (bytes: Payload) => {
      try {
        hear(bytes);
      } catch (error) {
        machine.fail(error as Error);
      }
    };
    return {
      snapshot: attempt((bytes) => machine.hear(bytes)),
      emitted: attempt((bytes) => machine.hearEvent(bytes)),
      threw: (error) => machine.fail(this.#session.results.error(machine.key, error)),
      failed: (error) => machine.fail(error),
    };
  }
}
